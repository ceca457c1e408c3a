import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { features } from '../../src/features/index.ts';
import { REGISTRY } from '../lab.ts';
import { AT, ID, SUBSCRIPTION } from '../scenarios/stacks.ts';
import { asked, check, configOf, EVERYTHING, liveOf, OTHERS, priorOf, reported } from './live-cases.ts';

const USAGES = `${REGISTRY}/listUsages`;
const STATIC = { registry: '10.20.1.10', registry_data_westeurope: '10.20.1.11' };
const WITHOUT_ENDPOINT = EVERYTHING.filter((id) => id !== ID.endpoint && id !== ID.zoneGroup);

const MANY_RANGES = Array.from({ length: 101 }, (_, index) => `203.0.${index}.0/24`);
const usage = (name: string, limit: number, currentValue: number) => ({ name, limit, currentValue });

describe('what a plan asks', () => {
  it('is nothing beside permissions, locks and records once everything is made', () => {
    expect(asked({ prior: EVERYTHING })).toEqual([]);
  });

  it('is whether the name is free, and nothing else, when everything is new (1.15)', () => {
    expect(asked({})).toEqual(['checkNameAvailability/contosoimages']);
  });

  it('is the usages and replicas of a registry that gets an endpoint, and the usages of one with more rules than any limit seen (1.8, 1.43)', () => {
    expect(asked({ prior: WITHOUT_ENDPOINT })).toEqual([
      'contosoimages/listUsages',
      'contosoimages/replications',
    ]);
    const edits = {
      [AT.access]: 'selected',
      [AT.export]: true,
      'registries.contosoimages.network.allowedIpRanges': MANY_RANGES,
    };
    expect(asked({ edits, prior: EVERYTHING })).toEqual(['contosoimages/listUsages']);
  });

  it('is each static address of a new endpoint in a network that is there (1.27)', () => {
    const edits = { [`${AT.endpoint}.staticIps`]: STATIC };
    expect(asked({ edits, prior: WITHOUT_ENDPOINT })).toEqual([
      'contosoimages/listUsages',
      'CheckIPAddressAvailability/10.20.1.10',
      'CheckIPAddressAvailability/10.20.1.11',
      'contosoimages/replications',
    ]);
    expect(asked({ edits })).toEqual(['checkNameAvailability/contosoimages']);
    expect(asked({ edits, prior: EVERYTHING })).toEqual([]);
  });

  it('is the links of the zone and the zones around when a network that is there is linked (1.24)', () => {
    expect(asked({ prior: EVERYTHING.filter((id) => id !== ID.link) })).toEqual([
      'privatelink.azurecr.io/virtualNetworkLinks',
      'Microsoft.Network/privateDnsZones',
    ]);
  });

  it('is the zone groups of an endpoint that has been there without ours', () => {
    expect(asked({ prior: EVERYTHING.filter((id) => id !== ID.zoneGroup) })).toEqual([
      'contosoimages-hub/privateDnsZoneGroups',
    ]);
  });
});

describe('the name of a registry to be made (1.15)', () => {
  const question = `${SUBSCRIPTION}/providers/Microsoft.ContainerRegistry/checkNameAvailability/contosoimages`;
  const taken = {
    nameAvailable: false,
    reason: 'AlreadyExists',
    message: 'The registry contosoimages is already in use.',
  };

  it('is refused when somebody has it (G06)', () => {
    check({ live: { [question]: taken } }, { ACR1309: /^registries.contosoimages: .*is in use/ });
  });

  it('is refused with the words of Azure when it takes no such name', () => {
    const answer = { nameAvailable: false, reason: 'Invalid', message: 'It is reserved.' };
    check({ live: { [question]: answer } }, { ACR1309: /It is reserved/ });
  });

  it('is no matter when it is free, when Azure does not say, and when the registry is there', () => {
    check({ live: { [question]: { nameAvailable: true } } }, {});
    check({ live: { [question]: { refused: 'AuthorizationFailed' } } }, {});
    check({ live: { [question]: taken, [ID.registry]: { properties: {} } } }, {});
  });

  it('is asked for up to fifty registries, and beyond it is said that none was', () => {
    const registries = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `registries.contoso${index}`,
          { sku: 'Basic', network: { publicAccess: 'enabled' } },
        ]),
      );
    expect(asked({ edits: registries(49) })).toHaveLength(50);
    expect(reported({ edits: registries(49) })).toEqual([]);
    expect(asked({ edits: registries(50) })).toEqual([]);
    expect(reported({ edits: registries(50) })).toMatchObject([
      { code: 'ACR1325', severity: 'warning', detail: expect.stringContaining('makes 51 registries') },
    ]);
  });

  it('is no matter when one of ours gives it up in the same plan', () => {
    const moved = {
      resourceGroups: { 'rg-images': {}, 'rg-new': {} },
      [`${AT.registry}.resourceGroup`]: 'rg-new',
    };
    const { diagnostics } = features.compile(
      configOf(moved),
      priorOf({}, [ID.registry]),
      liveOf({ [question]: taken }),
    );
    expect(diagnostics).toEqual([]);
    expect(
      features.reads(configOf(moved), priorOf({}, [ID.registry])).some(({ id }) => id === question),
    ).toBe(false);
  });
});

describe('what a registry uses of its limits', () => {
  const registry = { [ID.registry]: { properties: {} } };

  it('leaves no room for another endpoint (1.8)', () => {
    const live = { ...registry, [USAGES]: { value: [usage('PrivateEndpointConnections', 10, 10)] } };
    check({ prior: WITHOUT_ENDPOINT, live }, { ACR1310: /10 of at most 10.*October 2021/ });
  });

  it('leaves room for one, and an endpoint that is there needs none (1.8)', () => {
    const at = (current: number) => ({
      [USAGES]: { value: [usage('PrivateEndpointConnections', 10, current)] },
    });
    check({ prior: WITHOUT_ENDPOINT, live: { ...registry, ...at(9) } }, {});
    check({ live: { ...registry, ...at(10), [ID.endpoint]: { properties: {} } } }, {});
    const endless = { [USAGES]: { value: [usage('PrivateEndpointConnections', -1, 500)] } };
    check({ live: { ...registry, ...endless } }, {});
  });

  it('is fewer rules than the file has ranges (1.43)', () => {
    const edits = {
      [AT.access]: 'selected',
      [AT.export]: true,
      'registries.contosoimages.network.allowedIpRanges': MANY_RANGES,
    };
    const limited = (limit: number) => ({ ...registry, [USAGES]: { value: [usage('IPRules', limit, 0)] } });
    check({ edits, prior: EVERYTHING, live: limited(100) }, { ACR1311: /101 IP ranges.*at most 100/ });
    check({ edits, prior: EVERYTHING, live: limited(200) }, {});
  });

  it('shows rules for subnets, which private endpoints exclude and this api-version hides (1.44, 1.45, N17, T6)', () => {
    const live = { ...registry, [USAGES]: { value: [usage('VNetRules', 100, 2)] } };
    check(
      { prior: WITHOUT_ENDPOINT, live },
      { ACR1312: /cannot be read.*az acr network-rule list --name contosoimages.*network-rule remove/ },
    );
    check({ live: { ...registry, [USAGES]: { value: [usage('VNetRules', 100, 0)] } } }, {});
    check({ live: { ...registry, [USAGES]: { refused: 'AuthorizationFailed' } } }, {});
  });
});

describe('a replica to be made', () => {
  const edits = { [`${AT.registry}.replications`]: { northeurope: {} } };
  const fixed = (...members: readonly string[]) => ({
    [ID.endpoint]: {
      properties: { ipConfigurations: members.map((memberName) => ({ properties: { memberName } })) },
    },
  });

  it('is refused beside a static endpoint without its member that the file leaves as it is (1.33, N05, T12)', () => {
    const live = fixed('registry', 'registry_data_westeurope');
    check({ edits, live }, { ACR1317: /none for registry_data_northeurope.*staticIps/ });
  });

  it('is no matter beside dynamic endpoints, and where the member is there', () => {
    check({ edits, live: fixed() }, {});
    check({ edits, live: fixed('registry', 'registry_data_westeurope', 'registry_data_northeurope') }, {});
    const replica = (provisioningState: string) => ({
      [`${ID.registry}/replications/northeurope`]: { properties: { provisioningState } },
    });
    check({ edits, live: { ...fixed('registry'), ...replica('Succeeded') } }, {});
    check(
      { edits, live: { ...fixed('registry'), ...replica('Failed') } },
      { ACR1317: /registry_data_northeurope/ },
    );
  });
});

describe('a registry that leaves Premium', () => {
  const edits = {
    [`${AT.registry}.sku`]: 'Standard',
    [`${AT.registry}.network`]: { publicAccess: 'enabled' },
    [`${AT.registry}.policies`]: null,
  };
  const premium = (properties: JsonObject) => ({
    [ID.registry]: { sku: { name: 'Premium' }, location: 'westeurope', properties },
  });

  it('is refused while others have endpoints or replicas on it, or it is encrypted with a key (1.3, lesson 7)', () => {
    const theirs = `${OTHERS}/privateEndpoints/theirs`;
    const connection = {
      properties: {
        privateEndpoint: { id: theirs },
        privateLinkServiceConnectionState: { status: 'Approved' },
      },
    };
    const live = premium({
      privateEndpointConnections: [connection],
      dataEndpointHostNames: [
        'contosoimages.westeurope.data.azurecr.io',
        'contosoimages.northeurope.data.azurecr.io',
      ],
      encryption: { status: 'enabled' },
    });
    check(
      { edits, live },
      { ACR1320: /1\. a connection of .*theirs\n2\. a replica in northeurope\n3\. encryption/ },
    );
  });

  it('is no matter while only our own endpoints and replicas go', () => {
    const mine = {
      properties: {
        privateEndpoint: { id: ID.endpoint },
        privateLinkServiceConnectionState: { status: 'Approved' },
      },
    };
    const live = liveOf(premium({ privateEndpointConnections: [mine] }));
    const prior = priorOf({}, EVERYTHING);
    expect(features.compile(configOf(edits), prior, live).diagnostics).toEqual([]);
  });
});
