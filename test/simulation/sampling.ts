import type { Boundary } from './world.ts';

/** Every case has its turn where ACRCTL_SEED says that others are wanted (`npm run soak`), and else a sample of them. */
export const ALL = process.env['ACRCTL_SEED'] !== undefined;

/** How many boundaries of each class are taken. */
export interface Shares {
  /** Around writes to the cloud. */
  readonly write: number;
  /** Of all others; less than one is that part of the classes, and others in each turn. */
  readonly other: number;
}

/** What stands for each other: the moment, and what the process was about to do. */
export function classOf({ moment, label }: Boundary): string {
  return `${moment} ${label.split(' ')[0]}`;
}

/** A sample of boundaries with each class in it, each spread over the whole run; other turns take others. */
export function spread(boundaries: readonly Boundary[], shares: Shares, turn = 0): readonly Boundary[] {
  if (ALL) return boundaries;
  const classes = Map.groupBy(boundaries, classOf);
  const taken = [...classes].flatMap(([name, members], place) => {
    const share = name.endsWith(' write') ? shares.write : shares.other;
    if (share < 1) return (place + turn) % Math.round(1 / share) === 0 ? evenly(members, 1, turn) : [];
    return evenly(members, share, turn);
  });
  return taken.sort((a, b) => a.number - b.number);
}

/** So many of a list, at the same distance from each other; other turns begin elsewhere. */
export function evenly<Member>(members: readonly Member[], wanted: number, turn = 0): readonly Member[] {
  if (ALL || wanted >= members.length) return members;
  const start = (turn * GOLDEN) % 1;
  const distance = members.length / wanted;
  return Array.from({ length: wanted }, (_, nth) => members[Math.floor((nth + start) * distance)] as Member);
}

/** By which turns never meet, and leave no wide gap. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
