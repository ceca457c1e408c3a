import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/core/desired.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { textAt } from '../../src/core/path.ts';
import type { ResourceType } from '../../src/core/resource-type.ts';
import { FIXED_TYPES } from '../../src/providers/azure/index.ts';
import {
  accessPolicyId,
  PERMISSIONS,
  type PolicyKind,
} from '../../src/providers/azure/resources/vault-access-policy.ts';
import { EMULATOR_TENANT } from '../../src/providers/azure/token-source.ts';
import { GROUP, type Lab, openLab, type RunOptions, type Stack } from '../lab.ts';
import { objectAt, VERSION } from '../scenarios/stacks.ts';
import { masked } from '../simulation/masked.ts';
import { BARE, bareStack, notingWrites, type Sent } from './bare-stack.ts';
import { putTheirs } from './one-resource.ts';

// What every type of FIXED_TYPES promises: made by one request, or found; and then let go or taken away.

const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-images`;
const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/images-cmk`;
const KEY = `${VAULT}/keys/registry`;
const SECRET = `${VAULT}/secrets/images`;

interface FixedSample {
  readonly id: string;
  readonly managed: JsonObject;
  readonly late?: Resource['late'];
  readonly secrets?: Resource['secrets'];
  /** The request that makes it, and the one that takes it away where something does. */
  readonly made: string;
  readonly taken?: string;
  /** Somebody else takes it away. */
  remove(lab: Lab): Promise<void>;
  isThere(lab: Lab): boolean;
}

const principalIn = (lab: Lab) => textAt(objectAt(lab, IDENTITY), 'properties.principalId') ?? '';

/** What the policies of the vault say of the principal, and of others. */
function policiesOf(
  lab: Lab,
): readonly { objectId: string; permissions: Record<string, readonly string[]> }[] {
  return (objectAt(lab, VAULT) as never as { properties: { accessPolicies: never[] } }).properties
    .accessPolicies;
}

async function changePolicies(lab: Lab, verb: string, permissions: JsonObject, objectId = principalIn(lab)) {
  await lab.request('PUT', `${VAULT}/accessPolicies/${verb}`, VERSION.keyVault, {
    properties: { accessPolicies: [{ tenantId: EMULATOR_TENANT, objectId, permissions }] },
  });
}

/** Deletes what is in the vault, for good. */
async function purge(lab: Lab, path: string) {
  for (const each of [path, `deleted${path}`]) {
    const url = `https://kv-images.vault.azure.net/${each}?api-version=2025-07-01`;
    await lab.emulator.handle({ method: 'DELETE', url, headers: { authorization: 'Bearer keeper' } });
  }
}

const SAMPLES: Readonly<Record<string, FixedSample>> = {
  'Microsoft.KeyVault/vaults/keys': {
    id: KEY,
    managed: { properties: { kty: 'RSA', keySize: 2048, keyOps: ['unwrapKey', 'wrapKey'] } },
    made: `PUT ${KEY}`,
    remove: (lab) => purge(lab, 'keys/registry'),
    isThere: (lab) => KEY.toLowerCase() in lab.emulator.objects(),
  },
  'Microsoft.KeyVault/vaults/secrets': {
    id: SECRET,
    managed: {
      tags: { 'acrctl-certificate': 'ab12' },
      properties: { contentType: 'application/x-pem-file' },
    },
    secrets: [{ path: 'properties.value', make: async () => ({ value: 'the value of the secret' }) }],
    made: `PUT ${SECRET}`,
    remove: (lab) => purge(lab, 'secrets/images'),
    isThere: (lab) => SECRET.toLowerCase() in lab.emulator.objects(),
  },
  'Microsoft.KeyVault/vaults/accessPolicies': policySample('keys'),
  'Microsoft.KeyVault/vaults/accessPolicies (secrets)': policySample('secrets'),
};

function policySample(kind: PolicyKind): FixedSample {
  const permissions = { [kind]: [...PERMISSIONS[kind]] };
  return {
    id: accessPolicyId(VAULT, IDENTITY, kind),
    managed: { properties: { permissions } },
    late: [
      {
        path: 'properties.objectId',
        source: { type: 'Microsoft.ManagedIdentity/userAssignedIdentities', id: IDENTITY },
        read: (body) => textAt(body, 'properties.principalId'),
        madeBy: [],
        shown: 'identities.images-cmk#properties.principalId',
      },
    ],
    made: `PUT ${VAULT}/accessPolicies/add`,
    taken: `PUT ${VAULT}/accessPolicies/remove`,
    remove: (lab) => changePolicies(lab, 'remove', permissions),
    isThere: (lab) =>
      policiesOf(lab).some(
        (policy) =>
          policy.objectId === principalIn(lab) &&
          PERMISSIONS[kind].every((each) => policy.permissions[kind]?.includes(each)),
      ),
  };
}

/** The type that a sample is of: its name may say which kind of it behind that. */
const typeOf = (name: string) => name.split(' ')[0] ?? name;

it('has a sample of every type, and of no other', () => {
  const sampled = new Set(Object.keys(SAMPLES).map(typeOf));
  expect([...sampled].sort()).toEqual(FIXED_TYPES.map(({ type }) => type).sort());
});

async function labWithVault(): Promise<Lab> {
  const lab = openLab();
  await putTheirs(lab, { id: GROUP, body: { location: 'westeurope' } });
  await putTheirs(lab, {
    id: VAULT,
    body: {
      location: 'westeurope',
      properties: { sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: false },
    },
  });
  await lab.request('PUT', IDENTITY, VERSION.identity, { location: 'westeurope' });
  return lab;
}

function stackOf(type: ResourceType, { id, managed, late, secrets }: FixedSample, isWanted = true): Stack {
  const resource = {
    ...BARE,
    address: 'sample',
    id,
    type: type.type,
    managed,
    ...(late && { late }),
    ...(secrets && { secrets }),
  };
  const stack = bareStack(isWanted ? [resource] : []);
  const told = (late ?? []).map(({ source }) => source);
  return { ...stack, features: { ...stack.features, reads: () => [resource, ...told] } };
}

function noting(sent: Sent[]): RunOptions {
  return { transport: (inner) => notingWrites(inner, sent), options: { allowMassDestroy: 1 } };
}

const requests = (sent: readonly Sent[]) => sent.map(({ method, id }) => `${method} ${id}`);

const CASES = Object.entries(SAMPLES).flatMap(([name, sample]) => {
  const type = FIXED_TYPES.find((each) => each.type === typeOf(name));
  return type === undefined ? [] : [{ name, type, sample }];
});

describe.each(CASES)('$name', ({ type, sample }) => {
  const file = stackOf(type, sample);

  it('is made by one request, and then there is nothing to do', async () => {
    const lab = await labWithVault();
    const sent: Sent[] = [];
    await lab.converge(file, noting(sent));
    expect(requests(sent)).toEqual([sample.made]);
    expect(sample.isThere(lab)).toBe(true);
    expect((await lab.plan(file)).planned.plan).toMatchObject({ changes: [], drift: [] });
  });

  it('gone is drift, and is made again', async () => {
    const lab = await labWithVault();
    await lab.converge(file);
    await sample.remove(lab);
    expect((await lab.plan(file)).planned.plan.drift).toMatchObject([{ address: 'sample', kind: 'gone' }]);
    await lab.converge(file);
    expect(sample.isThere(lab)).toBe(true);
    expect((await lab.plan(file)).planned.plan).toMatchObject({ changes: [], drift: [] });
  });

  it('is made once, whenever the run dies after its request was sent (I-01)', async () => {
    const undisturbed = await labWithVault();
    const world = undisturbed.newProcess();
    await undisturbed.converge(file, { world });
    const wanted = masked((await undisturbed.state())?.resources);
    const put = world.boundaries.findIndex(({ label }) => label.startsWith('write PUT'));
    for (const { number, moment, label } of world.boundaries.slice(put + 1)) {
      const where = `${number} ${moment} ${label}`;
      const lab = await labWithVault();
      const sent: Sent[] = [];
      const dying = lab.newProcess({ crashAt: number });
      const died = await dying.run(() => lab.apply(file, { ...noting(sent), world: dying }));
      expect(died.kind, where).toBe('died');
      await lab.converge(file, noting(sent));
      expect(requests(sent), where).toEqual([sample.made]);
      expect(masked((await lab.state())?.resources), where).toEqual(wanted);
    }
  });

  it('that leaves the file is taken away by one request, or stays and is forgotten', async () => {
    const lab = await labWithVault();
    await lab.converge(file);
    const without = stackOf(type, sample, false);
    const { plan } = (await lab.plan(without, { options: { allowMassDestroy: 1 } })).planned;
    expect(plan.changes).toMatchObject([
      sample.taken === undefined ? { actions: ['no-op'], reason: 'stays' } : { actions: ['delete'] },
    ]);
    const sent: Sent[] = [];
    await lab.converge(without, noting(sent));
    expect(requests(sent)).toEqual(sample.taken === undefined ? [] : [sample.taken]);
    expect(sample.isThere(lab)).toBe(sample.taken === undefined);
    expect((await lab.state())?.resources).toEqual([]);
  });
});

describe('an access policy', () => {
  const type = FIXED_TYPES.find(({ label }) => label === 'access policy');

  it.each<[PolicyKind, JsonObject, JsonObject]>([
    ['keys', { keys: ['list'], secrets: ['get'] }, { keys: ['list', ...PERMISSIONS.keys], secrets: ['get'] }],
    ['secrets', { keys: ['get'], secrets: ['set'] }, { keys: ['get'], secrets: ['set', 'get'] }],
  ])(
    'for %s leaves what others put into the same entry, and other entries (I-19)',
    async (kind, theirs, both) => {
      if (type === undefined) throw new Error('There is no such type.');
      const sample = policySample(kind);
      const lab = await labWithVault();
      const other = '99999999-2222-3333-4444-555555555555';
      await changePolicies(lab, 'add', theirs);
      await changePolicies(lab, 'add', { keys: ['all'] }, other);
      await lab.converge(stackOf(type, sample));
      expect(policiesOf(lab)).toMatchObject([
        { objectId: principalIn(lab), permissions: both },
        { objectId: other, permissions: { keys: ['all'] } },
      ]);
      await lab.converge(stackOf(type, sample, false), { options: { allowMassDestroy: 1 } });
      expect(policiesOf(lab)).toMatchObject([
        { objectId: principalIn(lab), permissions: theirs },
        { objectId: other, permissions: { keys: ['all'] } },
      ]);
    },
  );
});
