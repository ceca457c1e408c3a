import type { KeyGrant, KeyRevocation, OtherAccess } from '../core/key-revocation.ts';
import { counted, enumerate, escapeUnprintable } from '../core/wording.ts';
import { adviceLines, wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';

/** What would be taken away, and who is cut off by it: read before anybody consents. */
export function revocationText(revocation: KeyRevocation, { width, style }: TextOptions): string {
  const { address, key, identity, principal, grants } = revocation;
  const facts: readonly (readonly [string, string])[] = [
    ['key', key],
    ['identity', `${identity === null ? 'the own one of the registry' : nameOf(identity)} (${principal})`],
    ...grants.map((grant) => ['takes away', grantWords(grant)] as const),
  ];
  return [
    ...wrap(escapeUnprintable(address), width).map(style.bold),
    ...facts.flatMap(([label, fact]) => wrap(escapeUnprintable(fact), width, `  ${label.padEnd(10)}  `)),
    '',
    ...(grants.length === 0 ? [] : [...impactLines(revocation, width).map(style.bad), '']),
  ].join('\n');
}

function grantWords(grant: KeyGrant): string {
  return grant.kind === 'role'
    ? `the role Key Vault Crypto Service Encryption User at ${nameOf(grant.scope)}`
    : `the key permissions ${enumerate(grant.permissions)} of its access policy`;
}

/** 3.60. That it takes up to an hour: the registry looks at its key at times of its own. */
function impactLines({ affected, unlisted }: KeyRevocation, width: number): readonly string[] {
  const names = enumerate(affected.map(nameOf));
  const more =
    unlisted.length === 0
      ? ''
      : ` Registries of ${enumerate(unlisted)} could not be listed: some of theirs may be cut off, too.`;
  return said(
    `Nobody can pull from ${names} or push there any more: within minutes, at the latest when an hour is over. Containers that run go on; whatever has to pull an image then fails. Nothing is lost: it all comes back when the access does.${more}`,
    width,
  );
}

/** What came of it, what is left, and how it comes back. */
export function revokedText(
  { before, after }: { readonly before: KeyRevocation; readonly after: KeyRevocation },
  options: TextOptions,
): string {
  const { width, style } = options;
  const name = nameOf(before.id);
  const done =
    before.grants.length === 0
      ? `The identity of ${name} has no access to the key that could be taken away.`
      : `Taken away, and read back: ${counted(before.grants.length, 'grant')}. The identity of ${name} can no longer use the key by ${before.grants.length === 1 ? 'it' : 'them'}.`;
  const sections = [
    said(done, width).map(style.bold),
    otherLines(after.others, options),
    restoreLines(before, options),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function otherLines(others: readonly OtherAccess[], { width, style }: TextOptions): readonly string[] {
  if (others.length === 0) return [];
  const certain = others.some((each) => each.certain);
  const lead = certain
    ? 'The access remains: these role assignments give it, too, and are not for this command to take. Whoever gave them has to:'
    : 'These may give it still, which only their owners know:';
  return [
    ...wrap(lead, width).map(certain ? style.bad : style.caution),
    ...others.flatMap((each) => [
      ...said(`${otherWords(each)}, at`, width, '  ', '    '),
      `    ${escapeUnprintable(each.scope)}`.trimEnd(),
    ]),
  ];
}

function otherWords({ role, group, certain }: OtherAccess): string {
  if (group !== null) return `${role} of the group ${group}, if the identity is in it`;
  return certain ? role : `the role ${role}, which acrctl does not know`;
}

function restoreLines(
  { restore, restoredByApply }: KeyRevocation,
  { width }: TextOptions,
): readonly string[] {
  if (restore.length === 0) return [];
  const lead = restoredByApply
    ? 'The next apply of this stack gives it back: so does one in a pipeline. Stop those first if that is not wanted; to give it back, run acrctl apply. By hand:'
    : 'acrctl did not give this access and does not give it back. This does:';
  return [
    ...adviceLines([lead, ...restore].join('\n'), width, ''),
    ...wrap('The registry then needs up to an hour until it can be read again.', width),
  ];
}

function said(text: string, width: number, first = '', rest?: string): readonly string[] {
  return wrap(escapeUnprintable(text), width, first, rest);
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
