import { describe, expect, it } from 'vitest';
import {
  type Arm,
  createArm,
  endpoint,
  endpointBody,
  group,
  link,
  linkBody,
  makePrivatePath,
  network,
  networkBody,
  registry,
  registryBody,
  replica,
  replicaBody,
  type Seen,
  subnet,
  zone,
  zoneBody,
  zoneGroup,
  zoneGroupBody,
} from './arm.ts';

// The rows of the table of states: status, which headers, and the state in the body.

interface Row {
  readonly claim: string;
  readonly before?: (arm: Arm) => Promise<unknown>;
  readonly call: (arm: Arm) => Promise<Seen>;
  readonly status: number;
  /** A, L, R: Azure-AsyncOperation, Location, Retry-After as sent under `typical`. */
  readonly headers?: string;
  readonly state?: string;
  readonly code?: string;
}

const withGroup = (arm: Arm) => arm.make(group, { location: 'westeurope' });
const withNetwork = async (arm: Arm) => {
  await withGroup(arm);
  await arm.make(network, networkBody);
};
const withRegistry = async (arm: Arm) => {
  await withGroup(arm);
  await arm.make(registry, registryBody);
};
const withReplica = async (arm: Arm) => {
  await withRegistry(arm);
  await arm.make(replica, replicaBody);
};
const withZone = async (arm: Arm) => {
  await withNetwork(arm);
  await arm.make(zone, zoneBody);
};
const withEndpoint = async (arm: Arm) => {
  await withZone(arm);
  await arm.make(registry, registryBody);
  await arm.make(endpoint, endpointBody());
};
const record = `${zone}/A/www`;
const recordBody = { properties: { ttl: 3600 } };

const rows: readonly Row[] = [
  {
    claim: 'a new group is 201',
    call: (arm) => arm.put(group, { location: 'westeurope' }),
    status: 201,
    state: 'Succeeded',
  },
  {
    claim: 'a group again is 200',
    before: withGroup,
    call: (arm) => arm.put(group, { location: 'westeurope' }),
    status: 200,
    state: 'Succeeded',
  },
  {
    claim: 'a group is patched at once',
    before: withGroup,
    call: (arm) => arm.patch(group, { tags: { a: 'b' } }),
    status: 200,
    state: 'Succeeded',
  },
  {
    claim: 'a group that is there has a HEAD of 204',
    before: withGroup,
    call: (arm) => arm.send('HEAD', group),
    status: 204,
  },
  {
    claim: 'a group that is not there has a HEAD of 404',
    call: (arm) => arm.send('HEAD', group),
    status: 404,
    code: 'ResourceGroupNotFound',
  },
  {
    claim: 'a group is deleted by Location alone',
    before: withGroup,
    call: (arm) => arm.remove(group),
    status: 202,
    headers: 'L R:15',
  },
  {
    claim: 'an absent group cannot be deleted',
    call: (arm) => arm.remove(group),
    status: 404,
    code: 'ResourceGroupNotFound',
  },

  {
    claim: 'a new registry is done at once',
    before: withGroup,
    call: (arm) => arm.put(registry, registryBody),
    status: 200,
    state: 'Succeeded',
  },
  ...(
    [
      ['anonymousPullEnabled', { properties: { anonymousPullEnabled: false } }],
      ['identity', { identity: { type: 'SystemAssigned' } }],
      ['zoneRedundancy', { properties: { zoneRedundancy: 'Enabled' } }],
      ['encryption', { properties: { encryption: { status: 'disabled' } } }],
    ] as const
  ).map(
    ([property, body]): Row => ({
      claim: `a new registry that names ${property} is an operation`,
      before: withGroup,
      call: (arm) => arm.put(registry, { ...registryBody, ...body }),
      status: 201,
      headers: 'A',
      state: 'Creating',
    }),
  ),
  {
    claim: 'a registry that says zoneRedundancy Disabled is none',
    before: withGroup,
    call: (arm) => arm.put(registry, { ...registryBody, properties: { zoneRedundancy: 'Disabled' } }),
    status: 200,
    state: 'Succeeded',
  },
  {
    claim: 'a registry again is done at once',
    before: withRegistry,
    call: (arm) => arm.put(registry, registryBody),
    status: 200,
    state: 'Succeeded',
  },
  {
    claim: 'a patched registry is done at once',
    before: withRegistry,
    call: (arm) => arm.patch(registry, { tags: { a: 'b' } }),
    status: 200,
    state: 'Succeeded',
  },
  {
    claim: 'a patch that names anonymousPullEnabled is an operation',
    before: withRegistry,
    call: (arm) => arm.patch(registry, { properties: { anonymousPullEnabled: true } }),
    status: 201,
    headers: 'A',
    state: 'Updating',
  },
  {
    claim: 'a registry is deleted at once',
    before: withRegistry,
    call: (arm) => arm.remove(registry),
    status: 200,
  },
  {
    claim: 'an absent registry is deleted already',
    before: withGroup,
    call: (arm) => arm.remove(registry),
    status: 204,
  },
  {
    claim: 'an absent registry is not found',
    before: withGroup,
    call: (arm) => arm.get(registry),
    status: 404,
    code: 'ResourceNotFound',
  },

  {
    claim: 'a registry with replicas is deleted by Location alone',
    before: withReplica,
    call: (arm) => arm.remove(registry),
    status: 202,
    headers: 'L R:10',
    state: 'Deleting',
  },
  {
    claim: 'a new replica is 201',
    before: withRegistry,
    call: (arm) => arm.put(replica, replicaBody),
    status: 201,
    headers: 'A R:10',
    state: 'Creating',
  },
  {
    claim: 'a replica again is done at once',
    before: withReplica,
    call: (arm) => arm.put(replica, replicaBody),
    status: 200,
    state: 'Succeeded',
  },
  {
    claim: 'a patched replica is an operation',
    before: withReplica,
    call: (arm) => arm.patch(replica, { tags: { a: 'b' } }),
    status: 201,
    headers: 'A',
    state: 'Updating',
  },
  {
    claim: 'a replica is deleted by Location alone',
    before: withReplica,
    call: (arm) => arm.remove(replica),
    status: 202,
    headers: 'L R:10',
  },
  {
    claim: 'an absent replica is deleted already',
    before: withRegistry,
    call: (arm) => arm.remove(replica),
    status: 204,
  },
  {
    claim: 'a replica of an absent registry is deleted already',
    before: withGroup,
    call: (arm) => arm.remove(replica),
    status: 204,
  },
  {
    claim: 'an absent replica is not found',
    before: withRegistry,
    call: (arm) => arm.get(replica),
    status: 404,
    code: 'ResourceNotFound',
  },

  {
    claim: 'a new network is 201',
    before: withGroup,
    call: (arm) => arm.put(network, networkBody),
    status: 201,
    headers: 'A R:3',
    state: 'Updating',
  },
  {
    claim: 'a changed network is 200',
    before: withNetwork,
    call: (arm) => arm.put(network, { ...networkBody, tags: { a: 'b' } }),
    status: 200,
    headers: 'A',
    state: 'Updating',
  },
  {
    claim: 'an unchanged network stays Succeeded',
    before: withNetwork,
    call: (arm) => arm.put(network, networkBody),
    status: 200,
    headers: 'A',
    state: 'Succeeded',
  },
  {
    claim: 'a network is deleted by both URLs',
    before: withNetwork,
    call: (arm) => arm.remove(network),
    status: 202,
    headers: 'A L R:10',
  },
  {
    claim: 'a new subnet is 201',
    before: withNetwork,
    call: (arm) => arm.put(`${network}/subnets/b`, { properties: { addressPrefix: '10.20.2.0/24' } }),
    status: 201,
    headers: 'A R:3',
    state: 'Updating',
  },
  {
    claim: 'a changed subnet is 200',
    before: withNetwork,
    call: (arm) => arm.put(subnet, { properties: { addressPrefix: '10.20.1.0/25' } }),
    status: 200,
    headers: 'A R:3',
    state: 'Updating',
  },
  {
    claim: 'an unchanged subnet stays Succeeded',
    before: withNetwork,
    call: (arm) => arm.put(subnet, { properties: { addressPrefix: '10.20.1.0/24' } }),
    status: 200,
    headers: 'A',
    state: 'Succeeded',
  },
  {
    claim: 'a subnet is deleted by both URLs',
    before: withNetwork,
    call: (arm) => arm.remove(subnet),
    status: 202,
    headers: 'A L R:10',
  },
  {
    claim: 'a subnet of an absent network names the network',
    before: withGroup,
    call: (arm) => arm.get(subnet),
    status: 404,
    code: 'ResourceNotFound',
  },

  {
    claim: 'a new endpoint is 201',
    before: async (arm) => {
      await withNetwork(arm);
      await arm.make(registry, registryBody);
    },
    call: (arm) => arm.put(endpoint, endpointBody()),
    status: 201,
    headers: 'A R:10',
    state: 'Updating',
  },
  {
    claim: 'an endpoint again is Succeeded and still has a poll URL',
    before: withEndpoint,
    call: (arm) => arm.put(endpoint, { ...endpointBody(), tags: { a: 'b' } }),
    status: 200,
    headers: 'A',
    state: 'Succeeded',
  },
  {
    claim: 'an endpoint is deleted by both URLs',
    before: withEndpoint,
    call: (arm) => arm.remove(endpoint),
    status: 202,
    headers: 'A L R:10',
  },
  {
    claim: 'a new zone group is 201',
    before: withEndpoint,
    call: (arm) => arm.put(zoneGroup, zoneGroupBody),
    status: 201,
    headers: 'A R:10',
    state: 'Updating',
  },
  {
    claim: 'a zone group again is 200',
    before: makePrivatePath,
    call: (arm) => arm.put(zoneGroup, zoneGroupBody),
    status: 200,
    headers: 'A R:10',
    state: 'Updating',
  },
  {
    claim: 'a zone group is deleted by both URLs',
    before: makePrivatePath,
    call: (arm) => arm.remove(zoneGroup),
    status: 202,
    headers: 'A L R:10',
  },

  {
    claim: 'a new zone is 202',
    before: withGroup,
    call: (arm) => arm.put(zone, zoneBody),
    status: 202,
    headers: 'A L R:30',
  },
  {
    claim: 'a zone again is 202',
    before: withZone,
    call: (arm) => arm.put(zone, zoneBody),
    status: 202,
    headers: 'A L R:30',
  },
  {
    claim: 'a zone is deleted by both URLs',
    before: withZone,
    call: (arm) => arm.remove(zone),
    status: 202,
    headers: 'A L R:30',
  },
  {
    claim: 'a zone with links is not deleted',
    before: makePrivatePath,
    call: (arm) => arm.remove(zone),
    status: 409,
    code: 'CannotDeleteResource',
  },
  {
    claim: 'an absent zone is deleted already',
    before: withGroup,
    call: (arm) => arm.remove(zone),
    status: 204,
  },
  {
    claim: 'a new link is 202',
    before: withZone,
    call: (arm) => arm.put(link, linkBody),
    status: 202,
    headers: 'A L R:30',
  },
  {
    claim: 'a link of an absent zone is deleted already',
    before: withGroup,
    call: (arm) => arm.remove(link),
    status: 204,
  },
  {
    claim: 'a new record set is 201',
    before: withZone,
    call: (arm) => arm.put(record, recordBody),
    status: 201,
  },
  {
    claim: 'a record set again is 200',
    before: async (arm) => {
      await withZone(arm);
      await arm.put(record, recordBody);
    },
    call: (arm) => arm.put(record, recordBody),
    status: 200,
  },
  {
    claim: 'a record set is deleted at once',
    before: async (arm) => {
      await withZone(arm);
      await arm.put(record, recordBody);
    },
    call: (arm) => arm.remove(record),
    status: 200,
  },
  {
    claim: 'an absent record set is deleted already',
    before: withZone,
    call: (arm) => arm.remove(record),
    status: 204,
  },
  {
    claim: 'a record set of an absent zone has no parent',
    before: withGroup,
    call: (arm) => arm.put(record, recordBody),
    status: 404,
    code: 'ParentResourceNotFound',
  },
];

describe('the table of states', () => {
  it.each(rows)('$claim', async ({ before, call, status, headers, state, code }) => {
    const arm = createArm({ latency: 'typical', throttle: false });
    await before?.(arm);
    const answer = await call(arm);
    expect(answer.status).toBe(status);
    expect(shapeOf(answer)).toBe(headers ?? '');
    expect(answer.body?.properties?.provisioningState).toBe(state);
    if (code) expect(answer.body?.error?.code ?? answer.body?.code).toBe(code);
  });
});

function shapeOf({ headers }: Seen): string {
  const marks = [
    headers['azure-asyncoperation'] && 'A',
    headers['location'] && 'L',
    headers['retry-after'] && `R:${headers['retry-after']}`,
  ];
  return marks.filter(Boolean).join(' ');
}
