import { join } from 'node:path';
import type { Address } from '../core/address.ts';
import { diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import type { StateSnapshot, StateStore } from '../core/state.ts';
import { nearest, quote } from '../core/wording.ts';
import type { World } from '../core/world.ts';
import { RESOURCE_TYPES } from '../providers/azure/index.ts';
import { openStateStore } from '../state/store.ts';
import { shellWord } from './command-line.ts';
import { loadConfiguration } from './configuration.ts';
import type { OpenStep } from './documents.ts';
import { interruption } from './interruption.ts';
import type { StateOptions } from './options.ts';
import { stateDirectory } from './state-place.ts';
import { realWorld } from './world.ts';

/** The state of one stack, for commands that ask Azure nothing: the configuration only says which stack it is. */
export interface StackState {
  readonly stack: string;
  readonly world: World;
  readonly dir: string;
  /** Of the file. */
  readonly path: string;
  readonly store: StateStore;
}

export function stackState(options: StateOptions): StackState {
  const { stack } = loadConfiguration(options.file).config;
  const world = realWorld(interruption());
  const dir = stateDirectory(options);
  const store = openStateStore({ files: world.files, dir, stack });
  return { stack, world, dir, path: join(dir, stack, 'state.json'), store };
}

/** What people call a type. */
export function labelOf(type: string): string {
  return RESOURCE_TYPES.find((each) => each.type === type)?.label ?? type;
}

export function noState(
  { stack, path }: Pick<StackState, 'stack' | 'path'>,
  { emulator, stateDir }: StateOptions,
): AcrctlError {
  const elsewhere = [
    ...(emulator ? [] : ['If it was applied to the emulator, add --emulator.']),
    stateDir === undefined
      ? 'If its state is kept elsewhere, name the directory with --state-dir.'
      : 'Check the directory that --state-dir names.',
  ];
  return new AcrctlError(EXIT.error, [
    diagnose('ACR2112', {
      detail: `The stack "${stack}" has no state at ${path}: nothing was applied from here yet.`,
      hint: ['Run "acrctl apply" first.', ...elsewhere].join(' '),
    }),
  ]);
}

/** What a state holds, as far as it decides whether an address is known. */
export interface KnownState {
  readonly snapshot: Pick<StateSnapshot, 'stack'>;
  readonly open: readonly Pick<OpenStep, 'address'>[];
}

export function unknownAddresses(
  addresses: readonly Address[],
  known: readonly Address[],
  { open, snapshot: { stack } }: KnownState,
): AcrctlError {
  const diagnosticOf = (address: Address): Diagnostic => {
    const isBegun = open.some((step) => step.address === address);
    const near = nearest(address, known);
    return diagnose('ACR2113', {
      detail: isBegun
        ? `${quote(address)} is being created: the step is begun, and the state of stack "${stack}" has no entry for it yet.`
        : `The state of stack "${stack}" holds nothing at ${quote(address)}.`,
      hint:
        near === undefined || isBegun
          ? '"acrctl state list" shows every address.'
          : `Did you mean ${shellWord(near)}?`,
    });
  };
  return new AcrctlError(EXIT.error, addresses.map(diagnosticOf));
}
