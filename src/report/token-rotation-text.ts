import type { Address } from '../core/address.ts';
import type { TokenRotation } from '../core/token-rotation.ts';
import { escapeUnprintable } from '../core/wording.ts';
import { wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';

/** What there is before a password is drawn, and what comes next. */
export interface ShownTokenProspect {
  readonly address: Address;
  readonly username: string;
  readonly passwords: readonly {
    readonly name: string;
    readonly created: string | undefined;
    readonly expires: string | undefined;
  }[];
  readonly password: string;
  readonly place: string;
}

/** Shown before anybody is asked. */
export function tokenProspectText(
  { address, username, passwords, password, place }: ShownTokenProspect,
  { width, style }: TextOptions,
): string {
  const there = passwords.map(
    ({ name, created, expires }) =>
      `${name} of ${dayOf(created)}${expires === undefined ? '' : `, ends ${dayOf(expires)}`}`,
  );
  const isThere = passwords.some(({ name }) => name === password);
  const facts: readonly (readonly [string, string])[] = [
    ['user', username],
    ['has', there.join('; ') || 'no password'],
    ['into', place],
    ['draws', isThere ? `${password} anew: whoever uses its value of today is locked out` : password],
  ];
  return [
    ...wrap(escapeUnprintable(address), width).map(style.bold),
    ...facts.flatMap(([label, fact]) => wrap(escapeUnprintable(fact), width, `  ${label.padEnd(5)}  `)),
    '',
  ].join('\n');
}

/** What came of it. */
export function tokenRotationText(
  { username, password, place, expires }: TokenRotation,
  { width, style }: TextOptions,
): string {
  const end = expires === null ? 'It has no end.' : `It ends at ${expires}.`;
  const lead = `${password} of ${username} is drawn, and in ${place}. ${end}`;
  const next =
    'Where it had another password, whoever uses that goes on with it: have clients take the new one, then run this again to replace the other one.';
  return [
    ...wrap(escapeUnprintable(lead), width).map(style.good),
    '',
    ...wrap(next, width, '  * ', '    '),
    '',
  ].join('\n');
}

function dayOf(time: string | undefined): string {
  return time?.slice(0, 10) ?? 'an unknown day';
}
