import type { Bench } from './figures.ts';
import type { Shape } from './workloads.ts';

/** The example has one size; all others are measured at each of these. */
export function sizesOf(shape: Shape, { quick }: Pick<Bench, 'quick'>): readonly number[] {
  if (shape === 'example') return [8];
  return quick ? [10, 100, 1_000] : [10, 100, 1_000, 10_000];
}

export function roundsOf({ quick }: Pick<Bench, 'quick'>): number {
  return quick ? 2 : 3;
}

/** Below this (a stack of about 100 may have 98), what grows is hidden by what does not. */
export const GROWTH_FROM = 90;
