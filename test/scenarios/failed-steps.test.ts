import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { Fault } from '../../src/emulator/index.ts';
import { outcomeText } from '../../src/report/outcome-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { EXAMPLE, type Lab, openLab } from '../lab.ts';
import { AT, CHANGED, example, ID, planOf, SUBSCRIPTION, VERSION } from './stacks.ts';

interface Trouble {
  readonly faults?: readonly Fault[];
  readonly text?: string;
  /** The file that was applied before. */
  readonly before?: string;
  /** What others do once the plan is made. */
  meanwhile?(lab: Lab): Promise<void>;
  /** What has to be done by hand before the next run. */
  mend?(lab: Lab): Promise<void>;
}

/** What an apply prints when requests meet these faults; each text was read as somebody in trouble would. */
async function check(
  name: string,
  { faults = [], text = EXAMPLE, before, meanwhile, mend }: Trouble,
): Promise<void> {
  const lab = openLab();
  if (before !== undefined) await lab.converge(before);
  lab.emulator.setFaults(faults);
  const approve = async () => {
    await meanwhile?.(lab);
    return true;
  };
  const result = await lab.apply(text, { approve });
  if (result.kind !== 'applied') throw new Error(`The apply came to ${result.kind}.`);
  const printed = outcomeText(
    result.outcome,
    { elapsedSeconds: 12, resume: 'acrctl apply' },
    { width: 80, style: PLAIN },
  );
  // An id is never broken, nor a URL: they are there to be copied.
  expect(printed.split('\n').filter((line) => line.length > 80 && !/\S{40}/.test(line))).toEqual([]);
  await expect(printed).toMatchFileSnapshot(`outcomes/${name}.txt`);
  lab.emulator.setFaults([]);
  await mend?.(lab);
  await lab.converge(text);
  expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [] });
}

const refuse = (
  path: string,
  status: number,
  code: string,
  message: string,
  nth: 'every' | 1 = 1,
): Fault => ({
  match: { method: 'PUT', path, nth },
  answer: { status, code, message },
});

describe('an apply that fails says what happened, what to do and how to go on, and goes on (I-18):', () => {
  it('not allowed', () =>
    check('not-allowed', {
      faults: [
        refuse(
          '/privateEndpoints/contosoimages-hub?',
          403,
          'AuthorizationFailed',
          `The client '4a5b3c1d-0000-4000-8000-000000000001' with object id '4a5b3c1d-0000-4000-8000-000000000001' does not have authorization to perform action 'Microsoft.Network/privateEndpoints/write' over scope '${ID.endpoint}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
        ),
      ],
    }));

  it('not allowed on what it refers to', () =>
    check('not-allowed-linked', {
      faults: [
        refuse(
          '/privateEndpoints/contosoimages-hub?',
          403,
          'LinkedAuthorizationFailed',
          `The client has permission to perform action 'Microsoft.Network/privateEndpoints/write' on scope '${ID.endpoint}', however, it does not have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '${ID.subnet}' (respectively) or the linked scope(s) are invalid.`,
        ),
      ],
    }));

  it('refused by a policy', () =>
    check('refused-by-policy', {
      faults: [
        refuse(
          '/virtualNetworks/vnet-hub?',
          403,
          'RequestDisallowedByPolicy',
          `Resource 'vnet-hub' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"Allowed regions","id":"${SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/regions"},"policyDefinition":{"name":"Allowed locations","id":"/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"}}]'.`,
        ),
      ],
    }));

  it('a management lock', () =>
    check('locked', {
      before: EXAMPLE,
      text: example(CHANGED),
      faults: [
        {
          match: { method: 'PATCH', path: '/registries/contosoimages?' },
          answer: {
            status: 409,
            code: 'ScopeLocked',
            message: `The scope '${ID.registry}' cannot perform write operation because following scope(s) are locked: '${SUBSCRIPTION}/resourceGroups/rg-images'. Please remove the lock and try again.`,
          },
        },
      ],
    }));

  it('no address left in the subnet, told by the operation', () =>
    check('subnet-is-full', {
      faults: [
        {
          match: { method: 'PUT', path: '/privateEndpoints/contosoimages-hub?' },
          operation: {
            fails: {
              code: 'SubnetIsFull',
              message:
                'Subnet endpoints with address prefix 10.20.1.0/24 does not have enough capacity for 2 IP addresses.',
            },
          },
        },
      ],
    }));

  it('throttled beyond what a run waits', () =>
    check('throttled', {
      faults: [
        {
          match: { method: 'PUT', path: '/registries/contosoimages?', nth: 'every' },
          answer: {
            status: 429,
            code: '429',
            message:
              'Request is temporarily throttled because subscription 00000000-0000-0000-0000-0000000000aa has issued too many requests. Retry after 300 seconds.',
            headers: { 'retry-after': '300' },
          },
        },
      ],
    }));

  it('no answer, and nobody knows what was done', () =>
    check('no-answer', {
      faults: [
        { match: { method: 'PUT', path: '/virtualNetworks/vnet-hub?', nth: 'every' }, lose: 'request' },
        { match: { method: 'PUT', path: '/registries/contosoimages?', nth: 'every' }, lose: 'request' },
      ],
    }));

  it('somebody else at work on a neighbour, for longer than a step waits', () =>
    check('busy', {
      faults: [
        refuse(
          '/subnets/endpoints?',
          409,
          'AnotherOperationInProgress',
          'Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: https://management.azure.com/subscriptions/s/providers/Microsoft.Network/locations/westeurope/operations/abc?api-version=2025-05-01&t=1&s=secret.',
          'every',
        ),
      ],
    }));

  it('the name of the registry taken', () =>
    check('name-taken', {
      faults: [
        refuse(
          '/registries/contosoimages?',
          409,
          'RegistryNameAlreadyInUse',
          'The registry DNS name contosoimages.azurecr.io is already in use. You can check if the name is already claimed using following API: https://docs.microsoft.com/rest/api/containerregistry/registries/checknameavailability',
        ),
      ],
    }));

  it('an operation that ends Failed and says nothing', () =>
    check('operation-failed', {
      faults: [
        {
          match: { method: 'PUT', path: '/virtualNetworkLinks/vnet-hub?' },
          operation: { fails: { code: 'InternalServerError', message: '' } },
        },
      ],
    }));

  it('several failures of several kinds', () =>
    check('several-kinds', {
      faults: [
        refuse(
          '/virtualNetworks/vnet-hub?',
          400,
          'InvalidAddressPrefixFormat',
          'Address prefix 10.20.0.0/16 of\u001b[31m network is not formatted correctly.',
        ),
        refuse(
          '/privateDnsZones/privatelink.azurecr.io?',
          409,
          'MissingSubscriptionRegistration',
          "The subscription is not registered to use namespace 'Microsoft.Network'. See https://aka.ms/rps-not-found for how to register subscriptions.",
        ),
      ],
    }));

  const small = { 'networks.vnet-hub.subnets.endpoints.prefix': '10.20.1.0/28' };
  const replicated = { [`${AT.registry}.replications`]: { northeurope: {} } };

  it('no address left for a replica, which Azure takes back without a word (N04)', () =>
    check('replica-without-room', {
      before: example(small),
      text: example({ ...small, ...replicated }),
      meanwhile: (lab) => takeAddresses(lab, 'abc', SOMEBODYS),
      mend: async (lab) => {
        const plan = await planOf(lab, example({ ...small, ...replicated }));
        expect(plan.diagnostics).toMatchObject([{ code: 'ACR1305' }]);
        await remove(lab, `${ID.endpoint}-a`);
      },
    }));

  it('a replica behind an endpoint of others with static addresses (N05)', () =>
    check('replica-behind-static-addresses', {
      before: EXAMPLE,
      text: example(replicated),
      meanwhile: (lab) => takeAddresses(lab, 's', ID.registry, STATIC),
      mend: (lab) => remove(lab, `${ID.endpoint}-s`),
    }));

  it('a replica that never gets ready (N06)', () =>
    check('replica-never-ready', {
      before: EXAMPLE,
      text: example(replicated),
      meanwhile: async (lab) => lab.emulator.setPermissions([ALL_BUT_JOINING]),
      mend: async (lab) => {
        lab.emulator.setPermissions([{ ...ALL_BUT_JOINING, notActions: [] }]);
        // Until it is taken away every run waits for it, and says the same.
        await expect(lab.apply(example(replicated))).rejects.toMatchObject({
          diagnostics: [{ code: 'ACR2010', hint: expect.stringContaining('az acr replication delete') }],
        });
        await remove(lab, `${ID.registry}/replications/northeurope`);
      },
    }));
});

const SOMEBODYS = `${ID.registry}two`;
const STATIC = ['registry', 'registry_data_westeurope'].map((memberName, index) => ({
  name: memberName,
  properties: { groupId: 'registry', memberName, privateIPAddress: `10.20.1.${index + 40}` },
}));
const ALL_BUT_JOINING = {
  scope: '/',
  actions: ['*'],
  notActions: ['Microsoft.Network/privateEndpoints/privateLinkServiceProxies/write'],
};

/** Endpoints of somebody else in the same subnet; to a registry of their own, in two regions, each takes three addresses. */
async function takeAddresses(
  lab: Lab,
  names: string,
  registry: string,
  ipConfigurations: readonly Json[] = [],
): Promise<void> {
  if (registry !== ID.registry) {
    const body = { location: 'westeurope', sku: { name: 'Premium' } };
    await lab.request('PUT', registry, VERSION.registry, body);
    const replica = `${registry}/replications/northeurope`;
    await lab.request('PUT', replica, VERSION.registry, { location: 'northeurope' });
    lab.emulator.advance(600_000);
  }
  for (const name of names) {
    const target = { privateLinkServiceId: registry, groupIds: ['registry'] };
    await lab.request('PUT', `${ID.endpoint}-${name}`, VERSION.network, {
      location: 'westeurope',
      properties: {
        subnet: { id: ID.subnet },
        privateLinkServiceConnections: [{ name: 'x', properties: target }],
        ipConfigurations,
      },
    });
    lab.emulator.advance(600_000);
  }
}

async function remove(lab: Lab, id: string): Promise<void> {
  await lab.request('DELETE', id, id.includes('replications') ? VERSION.registry : VERSION.network);
  lab.emulator.advance(600_000);
}
