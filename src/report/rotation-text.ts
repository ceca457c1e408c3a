import type { Address } from '../core/address.ts';
import type { KeyRotation, KeyUser } from '../core/key-rotation.ts';
import { enumerate, escapeUnprintable, instant } from '../core/wording.ts';
import { adviceLines, wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';
import type { Style } from './style.ts';

/** What there is before a rotation, and what comes next. */
export interface ShownProspect {
  readonly address: Address;
  readonly name: string;
  /** Without a version. */
  readonly key: string;
  readonly rotation: 'auto' | 'manual';
  /** In use; undefined where the registry tells none. */
  readonly used: string | undefined;
  readonly newest: string;
  readonly step: 'make' | 'adopt' | 'current';
}

/** Shown before anybody is asked whether a version is to be made. */
export function prospectText(shown: ShownProspect, { width, style }: TextOptions): string {
  const { used = 'not told by the registry', newest, rotation, key } = shown;
  const facts: readonly (readonly [string, string])[] = [
    ['key', key],
    ['in use', used],
    ...(newest === used ? [] : [['newest', newest] as const]),
    ['rotation', `${rotation}: ${ROTATION[rotation]}`],
  ];
  return [
    ...wrap(escapeUnprintable(shown.address), width).map(style.bold),
    ...facts.flatMap(([label, fact]) => wrap(escapeUnprintable(fact), width, `  ${label.padEnd(9)}  `)),
    '',
    ...wrap(NEXT[shown.step], width),
    '',
  ].join('\n');
}

const ROTATION = {
  auto: 'the registry takes a new version by itself, within an hour',
  manual: 'the registry stays at its version until somebody names another',
} as const;

const NEXT = {
  make: 'A new version of the key is made. Nobody who pulls or pushes notices; all older versions stay as they are.',
  adopt: 'No version is made: the newest one is to be used.',
  current: 'The registry uses the newest version already.',
} as const;

/** What stands beside the result of a rotation. */
export interface RotationFacts {
  /** This machine's wall clock. */
  readonly nowMs: number;
  /** The command that looks again, and makes nothing. */
  readonly lookAgain: string;
}

/** What came of it, what to do next, and which versions may be disabled. */
export function rotationText(rotation: KeyRotation, facts: RotationFacts, options: TextOptions): string {
  const isOver = rotation.users.every(({ follows }) => follows);
  const sections = [
    resultLines(rotation, facts.nowMs, options),
    byHandLines(rotation, options),
    userLines(rotation, options),
    olderLines(rotation, options),
    isOver ? [] : lookLines(facts.lookAgain, options),
  ];
  const filled = sections.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function resultLines(
  { id, users, made, newest, result }: KeyRotation,
  nowMs: number,
  { width, style }: TextOptions,
): readonly string[] {
  const since = users.find((user) => isSame(user.id, id))?.since;
  const when = since === null || since === undefined ? '' : `, since ${instant(inUtc(since), nowMs)}`;
  const outcome = {
    followed: `${nameOf(id)} uses it${when}.`,
    'not-waited': `${nameOf(id)} takes it within an hour, and nobody waited for that.`,
    'to-write': `${nameOf(id)} does not take it by itself.`,
  }[result];
  const lead = made ? `Made version ${newest}.` : `The newest version is ${newest}.`;
  return said(`${lead} ${outcome}`, width).map(result === 'followed' ? style.good : style.caution);
}

function byHandLines({ byHand, address }: KeyRotation, { width }: TextOptions): readonly string[] {
  if (byHand === null) return [];
  const lead =
    byHand.where === 'file'
      ? `Write this line at ${address}.encryption, then the next plan has the step rotate, and apply brings the registry to it:`
      : 'The file does not say this key. This brings the registry to it:';
  return adviceLines(`${oneLine(lead)}\n${byHand.text}`, width, '');
}

/** Those beside the registry itself, and what each of them uses. */
function userLines({ users, id }: KeyRotation, { width, style }: TextOptions): readonly string[] {
  const others = users.filter((user) => !isSame(user.id, id));
  if (others.length === 0) return [];
  return [
    ...wrap('Other registries with this key:', width),
    ...others.flatMap((user) =>
      said(`${placeOf(user.id)}: ${stateOf(user)}`, width, '  ', '    ').map(paint(user, style)),
    ),
  ];
}

function stateOf({ follows, version }: KeyUser): string {
  return follows ? 'uses the new version' : `still at ${version ?? 'a version that it does not tell'}`;
}

function paint({ follows }: KeyUser, { good, caution }: Style): (line: string) => string {
  return follows ? good : caution;
}

/** When an older version may be disabled: never while anything that was found, or could not be looked at, may need it (K09). */
function olderLines(rotation: KeyRotation, { width, style }: TextOptions): readonly string[] {
  const { users, unlisted, disposable, key } = rotation;
  const behind = users.filter(({ follows }) => !follows).map(({ id }) => nameOf(id));
  if (behind.length > 0)
    return said(
      `Leave the older versions enabled: ${enumerate(behind)} ${behind.length === 1 ? 'does' : 'do'} not use the new one yet, and would be closed to everybody.`,
      width,
    ).map(style.caution);
  if (unlisted.length > 0)
    return said(
      `Leave the older versions enabled: the registries of ${enumerate(unlisted)} could not be listed, and one of them may use this key.`,
      width,
    ).map(style.caution);
  if (disposable.length === 0) return wrap('No older version is enabled.', width);
  const lead =
    'Every registry that was found uses the new version: the older ones may be disabled. acrctl looked only at registries of the subscriptions of this stack; ask whoever else uses the key. acrctl itself disables nothing:';
  const commands = disposable.flatMap((version) => [
    'az keyvault key set-attributes --enabled false \\',
    `  --id ${oneLine(`${key}/${version}`)}`,
  ]);
  return adviceLines([lead, ...commands].join('\n'), width, '');
}

function lookLines(lookAgain: string, { width }: TextOptions): readonly string[] {
  return adviceLines(`This looks again later, and makes no version:\n${lookAgain}`, width, '');
}

/** Registries tell times with an offset (observed-behaviour.md); other text stays as it is. */
function inUtc(time: string): string {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? time : new Date(ms).toISOString();
}

function said(text: string, width: number, first = '', rest?: string): readonly string[] {
  return wrap(escapeUnprintable(text), width, first, rest);
}

/** Behind a line break stands a command. */
function oneLine(text: string): string {
  return text.replaceAll('\n', ' ');
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

function placeOf(id: string): string {
  const [, , subscription = '', , group = ''] = id.split('/');
  return `${nameOf(id)} in ${group} of ${subscription}`;
}
