import type { KeyRevocation, OtherAccess } from '../../src/core/key-revocation.ts';
import type { KeyRotation, KeyUser } from '../../src/core/key-rotation.ts';
import { escapeUnprintable } from '../../src/core/wording.ts';
import { revocationText, revokedText } from '../../src/report/revocation-text.ts';
import { prospectText, rotationText, type ShownProspect } from '../../src/report/rotation-text.ts';
import { AT, ID } from '../scenarios/stacks.ts';
import { KEY_URI } from '../vault-team.ts';
import type { Renderer } from './renderer.ts';
import { HOSTILE } from './shown-plans.ts';

const OLD = '0123456789abcdef0123456789abcdef';
const NEW = 'fedcba9876543210fedcba9876543210';
const VAULT = ID.registry.replace('Microsoft.ContainerRegistry/registries', 'Microsoft.KeyVault/vaults');
const FACTS = { nowMs: Date.UTC(2026, 0, 2), lookAgain: 'acrctl rotate encryption contosoimages --adopt' };

const hostile = <Shown>(make: (text: string) => Shown): Readonly<Record<string, Shown>> =>
  Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, make(text)]));
const lines = (texts: readonly string[]) => texts.flatMap((text) => text.split('\n')).map(escapeUnprintable);

const prospect: ShownProspect = {
  address: AT.registry,
  name: 'contosoimages',
  key: KEY_URI,
  rotation: 'auto',
  used: OLD,
  newest: OLD,
  step: 'make',
};

export const PROSPECT: Renderer<ShownProspect> = {
  name: 'the prospect of a rotation',
  documents: {
    'a version to be made': prospect,
    'a version to be adopted': { ...prospect, newest: NEW, step: 'adopt', rotation: 'manual' },
    'nothing to be done': { ...prospect, step: 'current', used: undefined },
    ...hostile((text) => ({ ...prospect, address: text, key: text, used: text, newest: text })),
  },
  render: prospectText,
  mustShow: ({ address, key, newest, rotation }) =>
    [address, key, newest, `${rotation}:`].map(escapeUnprintable),
};

const user = (id: string, follows: boolean): KeyUser => ({
  id,
  version: follows ? NEW : OLD,
  since: '2026-01-01T12:00:00.1234567+00:00',
  follows,
});

const rotation: KeyRotation = {
  address: AT.registry,
  id: ID.registry,
  key: KEY_URI,
  rotation: 'auto',
  before: OLD,
  newest: NEW,
  made: true,
  result: 'followed',
  byHand: null,
  users: [user(ID.registry, true)],
  unlisted: [],
  disposable: [OLD],
};

export const ROTATION: Renderer<KeyRotation> = {
  name: 'a rotation',
  documents: {
    'a version that is followed': rotation,
    'a version that nobody waited for': {
      ...rotation,
      result: 'not-waited',
      users: [user(ID.registry, false), { ...user(`${ID.registry}two`, false), version: null, since: null }],
      disposable: [],
    },
    'a line for the file': {
      ...rotation,
      rotation: 'manual',
      result: 'to-write',
      byHand: { where: 'file', text: `key: ${KEY_URI}/${NEW}` },
      users: [user(ID.registry, false)],
      disposable: [],
    },
    'a command': {
      ...rotation,
      made: false,
      result: 'to-write',
      byHand: { where: 'shell', text: `az acr encryption rotate-key \\\n  --name contosoimages` },
    },
    'registries that nobody saw': {
      ...rotation,
      unlisted: ['00000000-0000-0000-0000-0000000000bb'],
      disposable: [],
    },
    'no older version': { ...rotation, disposable: [] },
    ...hostile((text) => ({
      ...rotation,
      address: text,
      id: text,
      key: text,
      newest: text,
      byHand: { where: 'file', text },
      users: [
        { ...user(ID.registry, true), version: text, since: text },
        { ...user(text, true), since: text },
      ],
      unlisted: [text],
      disposable: [],
    })),
  },
  render: (shown, options) => rotationText(shown, FACTS, options),
  mustShow: ({ newest, byHand, disposable }) =>
    [newest, byHand?.text.split('\n')[0] ?? '', ...disposable].map(escapeUnprintable),
  unbroken: ({ byHand, disposable, key }) =>
    lines([byHand?.text ?? '', FACTS.lookAgain, ...disposable.map((version) => `--id ${key}/${version}`)]),
};

const other: OtherAccess = {
  id: `${VAULT}/providers/Microsoft.Authorization/roleAssignments/one`,
  scope: VAULT,
  role: 'Key Vault Crypto Officer',
  group: null,
  certain: true,
};

const revocation: KeyRevocation = {
  address: AT.registry,
  id: ID.registry,
  key: KEY_URI,
  vault: VAULT,
  authorization: 'roles',
  identity: ID.registry.replace('registries', 'identities'),
  principal: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  grants: [{ kind: 'role', id: other.id, scope: VAULT }],
  others: [],
  affected: [ID.registry, `${ID.registry}two`],
  unlisted: [],
  restoredByApply: true,
  restore: [`az role assignment create \\\n  --scope ${VAULT}`],
};

const REVOCATIONS: Readonly<Record<string, KeyRevocation>> = {
  'a role': revocation,
  'a policy of the own identity': {
    ...revocation,
    identity: null,
    authorization: 'policies',
    grants: [{ kind: 'policy', permissions: ['get', 'wrapKey', 'unwrapKey'] }],
    restoredByApply: false,
    unlisted: ['00000000-0000-0000-0000-0000000000bb'],
  },
  'access of other kinds': {
    ...revocation,
    others: [
      other,
      { ...other, group: 'a-group', certain: false },
      { ...other, role: 'a-guid', certain: false },
    ],
  },
  'access that may be left': { ...revocation, others: [{ ...other, group: 'a-group', certain: false }] },
  nothing: { ...revocation, grants: [], restore: [] },
  ...hostile((text) => ({
    ...revocation,
    address: text,
    id: text,
    key: text,
    identity: text,
    principal: text,
    grants: [
      { kind: 'role', id: text, scope: text },
      { kind: 'policy', permissions: [text, text] },
    ],
    others: [
      { ...other, scope: text, role: text },
      { ...other, scope: text, group: text, certain: false },
    ],
    affected: [text, text],
    unlisted: [text],
    restore: [text],
  })),
};

export const REVOCATION: Renderer<KeyRevocation> = {
  name: 'what would be revoked',
  documents: REVOCATIONS,
  render: revocationText,
  mustShow: ({ address, key, principal, affected, grants }) =>
    [address, key, principal, ...(grants.length === 0 ? [] : affected.map(nameOf))].map(escapeUnprintable),
};

export const REVOKED: Renderer<{ readonly before: KeyRevocation; readonly after: KeyRevocation }> = {
  name: 'what was revoked',
  documents: Object.fromEntries(
    Object.entries(REVOCATIONS).map(([name, shown]) => [name, { before: shown, after: shown }]),
  ),
  render: revokedText,
  mustShow: ({ before, after }) => [
    escapeUnprintable(nameOf(before.id)),
    ...after.others.flatMap(({ role, scope }) => [role, scope].map(escapeUnprintable)),
    ...(before.restore.length > 0 && before.restoredByApply
      ? ['The next apply of this stack gives it back']
      : []),
  ],
  unbroken: ({ before, after }) => lines([...before.restore, ...after.others.map(({ scope }) => scope)]),
};

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
