import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { offlineRules } from '../../src/features/rules.ts';

const BASE = `
apiVersion: acrctl/v1
stack: images-prod
azure:
  subscription: 00000000-0000-0000-0000-0000000000aa
  resourceGroup: rg-images
  location: westeurope
`;
const HUB = `
networks:
  vnet-hub: { addressSpace: [10.20.0.0/16], subnets: { endpoints: { prefix: 10.20.1.0/24 } } }
privateDnsZones: { privatelink.azurecr.io: { links: [vnet-hub] } }
`;
const OTHERS = '/subscriptions/00000000-0000-0000-0000-0000000000bb';

/** That nothing is said of the configuration, no warning either. */
function check(text: string): void {
  const loaded = loadConfig({
    files: [{ path: 'acrctl.yaml', text: BASE + text }],
    env: {},
    rules: offlineRules,
  });
  const said = loaded.ok ? loaded.warnings : loaded.diagnostics;
  expect(said.map(({ code, source, detail }) => `${code} ${source?.line} ${detail}`)).toEqual([]);
}

it('what is made below something existing is made (1.9, 1.21)', () =>
  check(`
networks:
  vnet-build: { existing: true, subnets: { endpoints: { prefix: 10.30.1.0/24, ignore: [properties.delegations] } } }
privateDnsZones:
  privatelink.azurecr.io: { existing: true, links: { vnet-build: { resolutionPolicy: nxDomainRedirect } } }
identities: { builder: { existing: true } }
registries:
  contosoimages:
    existing: true
    replications: { northeurope: { globalRouting: false, protect: true } }
    roleAssignments: { builders: { role: AcrPush, identity: builder, adopt: true } }
    network:
      privateEndpoints: { build: { subnet: vnet-build/endpoints, dns: { zone: privatelink.azurecr.io } } }
      approvals: { build: { endpoints: ['${OTHERS}/*'], decision: approve } }
`));

it('a region that is that of the group is given for an existing registry with static addresses (1.27)', () =>
  check(`
resourceGroups: { rg-build: { existing: true, location: northeurope } }
networks: { vnet-build: { existing: true, subnets: { endpoints: { existing: true } } } }
registries:
  contosoimages:
    existing: true
    resourceGroup: rg-build
    network:
      privateEndpoints:
        build:
          subnet: vnet-build/endpoints
          dns: { manage: external }
          staticIps: { registry: 10.30.1.4, registry_data_northeurope: 10.30.1.5, registry_data_uksouth: 10.30.1.6 }
`));

it('static addresses for every member by region, whatever replicas are called (1.27, 1.29, 1.30, 1.32)', () =>
  check(`${HUB}
registries:
  contosoimages:
    sku: Premium
    replications: { second: { location: northeurope } }
    network:
      publicAccess: enabled
      privateEndpoints:
        hub:
          subnet: vnet-hub/endpoints
          dns: { zone: privatelink.azurecr.io }
          staticIps: { registry: 10.20.1.4, registry_data_westeurope: 10.20.1.254, registry_data_northeurope: 10.20.1.5 }
`));

it('an endpoint that asks for approval without a message (1.17)', () =>
  check(`${HUB}
registries:
  contosoimages:
    existing: true
    network:
      privateEndpoints:
        hub: { subnet: vnet-hub/endpoints, approval: manual, dns: { zone: privatelink.azurecr.io } }
`));

it('records of others, with or without DNS servers of the network (1.57)', () =>
  check(`
networks:
  vnet-hub: { addressSpace: [10.20.0.0/16], subnets: { endpoints: { prefix: 10.20.1.0/24 } } }
  vnet-own: { addressSpace: [10.30.0.0/16], dnsServers: [10.30.0.4], subnets: { endpoints: { prefix: 10.30.1.0/24 } } }
registries:
  contosoimages:
    sku: Premium
    network:
      publicAccess: disabled
      privateEndpoints:
        hub: { subnet: vnet-hub/endpoints, dns: { manage: external } }
        own: { subnet: vnet-own/endpoints, dns: { manage: external } }
`));

it('a registry in several regions with group, network and zone in each (1.58)', () =>
  check(`
resourceGroups: { rg-images: {}, rg-north: { location: northeurope } }
networks:
  vnet-west: { addressSpace: [10.20.0.0/16], subnets: { endpoints: { prefix: 10.20.1.0/24 } } }
  vnet-north:
    resourceGroup: rg-north
    addressSpace: [10.30.0.0/16]
    subnets: { endpoints: { prefix: 10.30.1.0/24 } }
privateDnsZones:
  west: { name: privatelink.azurecr.io, links: [vnet-west] }
  north: { name: privatelink.azurecr.io, resourceGroup: rg-north, links: [vnet-north] }
registries:
  contosoimages:
    sku: Premium
    replications: [northeurope]
    network:
      publicAccess: disabled
      privateEndpoints:
        west: { subnet: vnet-west/endpoints, dns: { zone: west } }
        north: { subnet: vnet-north/endpoints, resourceGroup: rg-north, dns: { zone: north, manage: records } }
`));

it('a closed registry that endpoints of others reach, and a pattern that holds endpoints of this file too (1.53)', () =>
  check(`${HUB}
registries:
  contosoimages:
    sku: Premium
    network:
      publicAccess: disabled
      approvals:
        build: { endpoints: ['${OTHERS}/*', '/subscriptions/00000000-0000-0000-0000-0000000000aa/*'], decision: approve }
        nobody: { endpoints: ['/subscriptions/00000000-0000-0000-0000-0000000000cc/*'], decision: reject }
  contosobuilds:
    sku: Premium
    network:
      publicAccess: enabled
      privateEndpoints: { hub: { subnet: vnet-hub/endpoints, dns: { zone: privatelink.azurecr.io } } }
`));

it('roles with permissions by repository that Azure looks at, and one principal with two roles', () =>
  check(`
identities: [builder]
registries:
  contosoimages:
    sku: Basic
    roleAssignmentMode: abacRepositoryPermissions
    identity: { system: false }
    roleAssignments:
      write: { role: 2a1e307c-b015-4ebd-883e-5b7698a07328, identity: builder }
      read: { role: Reader, identity: builder }
    network: { publicAccess: enabled }
`));
