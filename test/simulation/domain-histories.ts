import { AT, BY_POLICIES, BY_USER, REQUESTED, withDomains } from '../scenarios/domains.ts';
import { pemFor } from '../scenarios/secrets.ts';
import type { Edits } from '../scenarios/stacks.ts';
import type { History } from './histories.ts';

const FILE = 'tls/images.pem';
const FIRST = { [FILE]: pemFor('images.contoso.com') };
const SECOND = { [FILE]: pemFor('images.contoso.com') };

/** The example in two regions, with one certificate of a file. */
function named(edits: Edits = {}): string {
  return withDomains({
    stack: 'images-prod',
    [`${AT.vault}.certificates.images`]: { source: 'pemFile', file: FILE, format: 'pem' },
    ...edits,
  });
}

const AS_USER: Edits = { ...BY_USER, [`${AT.registry}.identity`]: { system: false, user: ['images-tls'] } };
const WITHOUT: Edits = {
  [AT.domains]: null,
  [`${AT.registry}.identity`]: { system: false },
  [`${AT.registry}.network.dataEndpoints`]: false,
};

/** What becomes of names of a registry, and of what they use. */
export const DOMAIN_HISTORIES: readonly History[] = [
  { name: 'a registry gets names in two regions', text: named(), operation: 'apply', beside: FIRST },
  {
    name: 'certificates are renewed, by a file and by other hosts',
    before: named(),
    besideBefore: FIRST,
    text: named({
      [`${AT.vault}.certificates.northeurope.hosts`]: ['images-northeurope.contoso.com', 'ne.contoso.com'],
    }),
    operation: 'apply',
    beside: SECOND,
  },
  {
    name: 'names go over to another identity, by roles',
    before: named(),
    besideBefore: FIRST,
    text: named(AS_USER),
    operation: 'apply',
    beside: FIRST,
  },
  {
    name: 'names go over to the own identity, by access policies',
    before: named({ ...AS_USER, ...BY_POLICIES }),
    besideBefore: FIRST,
    text: named(BY_POLICIES),
    operation: 'apply',
    beside: FIRST,
  },
  {
    name: 'a name moves to another host, its vault to access policies',
    before: named(),
    besideBefore: FIRST,
    text: named({
      ...BY_POLICIES,
      [`${AT.domains}.data.northeurope.host`]: 'ne.contoso.com',
      [`${AT.vault}.certificates.northeurope.hosts`]: ['ne.contoso.com'],
    }),
    operation: 'apply',
    beside: FIRST,
  },
  {
    name: 'names are given up',
    before: named(),
    besideBefore: FIRST,
    text: named(WITHOUT),
    operation: 'apply',
    beside: FIRST,
    goes: [AT.registry],
  },
  {
    name: 'a registry with names is destroyed',
    before: named(),
    besideBefore: FIRST,
    text: named(),
    operation: 'destroy',
    beside: FIRST,
    goes: [AT.vault],
  },
];

/** Written into the state alone: what is used is not taken away from then on. */
export const ONBOARDING: readonly History[] = [
  {
    name: 'names are asked for',
    before: named(),
    besideBefore: FIRST,
    text: named(REQUESTED),
    operation: 'apply',
    beside: FIRST,
  },
  {
    name: 'names are said to be off',
    before: named({ [AT.onboarding]: 'active' }),
    besideBefore: FIRST,
    text: named(),
    operation: 'apply',
    beside: FIRST,
  },
];
