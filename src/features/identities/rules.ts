import { formatAddress } from '../../core/address.ts';
import type { Registry } from '../../core/config.generated.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean, quote } from '../../core/wording.ts';
import { type NameRule, nameFaults } from '../names.ts';
import { faultAt, isWritten, type RuleInput, type Spot } from '../rule.ts';

/** Names of identities, and references to them. */
export function identityRules(input: RuleInput): readonly Diagnostic[] {
  return [
    ...input.placed.identities.flatMap((identity) => nameFaults(input, identity, IDENTITY_NAME)),
    ...referenceFaults(input),
  ];
}

// Microsoft's table of name rules, as PSRule.Rules.Azure has it (Azure.Identity.UserAssignedName); msi.md.
const IDENTITY_NAME: NameRule = {
  what: 'a managed identity',
  pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$/,
  words: '3 to 128 letters, digits, hyphens and underscores, and begins with a letter or digit',
};

interface Reference {
  readonly key: string;
  readonly spot: Spot;
  readonly requirements: readonly string[];
}

function referenceFaults(input: RuleInput): Diagnostic[] {
  const { identityByKey } = input.placed;
  const known = [...identityByKey.keys()];
  const references = Object.entries(input.config.registries ?? {}).flatMap(referencesOf);
  return references.flatMap(({ key, spot, requirements }) => {
    if (identityByKey.has(key) || isWritten(input, ['identities', key])) return [];
    const detail = `The file lists no identity ${quote(key)}. An identity is referred to by its key: add it to identities, with existing: true where acrctl is not to make it.`;
    const at: Spot = { ...spot, missing: ['identities', key] };
    return [faultAt(input, 'ACR1116', at, { detail, hint: didYouMean(key, known), requirements })];
  });
}

/** Of an existing registry the identity is not managed, and that is reported as such. */
function referencesOf([registry, entry]: [string, Registry]): readonly Reference[] {
  const path = ['registries', registry];
  const users = entry.existing === true ? [] : (entry.identity?.user ?? []);
  const grants = Object.entries(entry.roleAssignments ?? {});
  return [
    ...users.map((key, index) => ({
      key,
      spot: { path: [...path, 'identity', 'user', index], address: formatAddress(path) },
      requirements: ['0.23'],
    })),
    ...grants.flatMap(([name, { identity }]) => {
      const grant = [...path, 'roleAssignments', name];
      const spot: Spot = { path: [...grant, 'identity'], address: formatAddress(grant) };
      return identity === undefined ? [] : [{ key: identity, spot, requirements: ['0.30'] }];
    }),
  ];
}
