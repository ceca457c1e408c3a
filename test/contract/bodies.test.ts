import { describe, expect, it } from 'vitest';
import { rotateToken } from '../../src/cli/tokens/rotation.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Session } from '../../src/engine/run.ts';
import { nameOf } from '../../src/providers/azure/arm-id.ts';
import { EXAMPLE, openLab, type RunOptions } from '../lab.ts';
import { withRegions } from '../scenarios/fronts.ts';
import { BY_POLICIES, AT as KEYS, withKey } from '../scenarios/keys.ts';
import { withCnames } from '../scenarios/public-names.ts';
import { pemFor, SECRET, withCertificate } from '../scenarios/secrets.ts';
import { AT, type Edits, example, ID, objectAt, SUBSCRIPTION, VERSION } from '../scenarios/stacks.ts';
import { BODIES, CALLS } from './arm-types/index.ts';
import { notingWrites, type Sent } from './bare-stack.ts';
import { typeOfId } from './type-of-id.ts';

/** A whole life of the example: made open, closed behind an endpoint, changed, opened again. */
async function aWholeLife(run: RunOptions): Promise<void> {
  const lab = openLab();
  const open = EXAMPLE.replace(/publicAccess: disabled.*/, 'publicAccess: enabled')
    .replace(/ {6}privateEndpoints:[\s\S]*?(?= {4}policies)/, '')
    .replace('export: false', 'export: true');
  await lab.request('POST', `${SUBSCRIPTION}/providers/Microsoft.Network/unregister`, VERSION.resources, {});
  await lab.converge(open, run);
  await lab.converge(EXAMPLE, run);
  await lab.converge(
    EXAMPLE.replace('owner: platform', 'owner: images').replace(
      'retentionDays: 30',
      'retentionDays: disabled',
    ),
    run,
  );
  const selected = EXAMPLE.replace(
    /publicAccess: disabled.*/,
    'publicAccess: selected\n      allowedIpRanges: [203.0.113.0/24]',
  );
  await lab.converge(
    selected
      .replace('export: false', 'export: true')
      .replace('prefix: 10.20.1.0/24', 'prefix: 10.20.1.0/24, privateEndpointNetworkPolicies: enabled'),
    run,
  );
}

/** A registry with replicas, a grant, records that acrctl keeps and an endpoint that it approves: made, then changed. */
async function theRest(run: RunOptions): Promise<void> {
  const lab = openLab();
  const everything: Edits = {
    [`${AT.registry}.scopeMaps.builders`]: { description: 'Builds.', repositories: { 'team/app': ['push'] } },
    [`${AT.registry}.tokens.machine`]: { scopeMap: 'builders' },
    [`${AT.registry}.credentialSets.quay-io`]: {
      loginServer: 'quay.io',
      username: 'https://kv-platform.vault.azure.net/secrets/user',
      password: 'https://kv-platform.vault.azure.net/secrets/password',
    },
    [`${AT.registry}.cacheRules.prometheus`]: {
      sourceRepository: 'quay.io/prometheus/*',
      targetRepository: 'prometheus/*',
      credentialSet: 'quay-io',
    },
    [`${AT.registry}.webhooks.onpush`]: {
      serviceUriFrom: 'HOOK_URI',
      customHeaders: { 'X-Source': 'contosoimages' },
      actions: ['push'],
    },
    'identities.builder': {},
    [`${AT.registry}.replications`]: { northeurope: {}, swedencentral: { zoneRedundancy: true } },
    [`${AT.registry}.roleAssignments.builder`]: { role: 'AcrPull', identity: 'builder' },
    [`${AT.registry}.network.approvals.build`]: { endpoints: [`${ID.group}/*`], decision: 'approve' },
    [`${AT.endpoint}.dns.manage`]: 'records',
  };
  await lab.converge(example(everything), run);
  await lab.request('PUT', `${ID.endpoint}-theirs`, VERSION.network, {
    location: 'westeurope',
    properties: {
      subnet: { id: ID.subnet },
      manualPrivateLinkServiceConnections: [
        { name: 'theirs', properties: { privateLinkServiceId: ID.registry, groupIds: ['registry'] } },
      ],
    },
  });
  lab.emulator.advance(120_000);
  for (const record of [ID.record, `${ID.record}.northeurope.data`])
    await lab.request('PUT', record, VERSION.dns, { properties: { ttl: 60, aRecords: [] } });
  await lab.converge(
    example({
      ...everything,
      'azure.tags.owner': 'images',
      [`${AT.registry}.replications.northeurope`]: { globalRouting: false },
      [`${AT.registry}.scopeMaps.builders.repositories`]: { 'team/app': ['pull'] },
      [`${AT.registry}.tokens.machine.enabled`]: false,
      [`${AT.registry}.credentialSets.quay-io.username`]: 'https://kv-platform.vault.azure.net/secrets/robot',
      [`${AT.registry}.cacheRules.prometheus.credentialSet`]: null,
      [`${AT.registry}.webhooks.onpush.scope`]: 'team/app',
    }),
    run,
  );
}

/** A registry with a key in a vault, by a policy of that, which goes again with the registry; the vault changes. */
async function aKey(run: RunOptions): Promise<void> {
  const lab = openLab();
  await lab.converge(withKey(BY_POLICIES), run);
  const sku = { [`${KEYS.vault}.sku`]: 'premium' };
  await lab.converge(withKey({ ...BY_POLICIES, ...sku }), run);
}

/** A certificate in a vault, renewed, and marked again where somebody took the mark away. */
async function aCertificate(run: RunOptions): Promise<void> {
  const lab = openLab();
  const [first, second] = [pemFor('images.contoso.com'), pemFor('images.contoso.com')];
  await lab.converge(withCertificate(), { ...run, beside: { 'tls/images.pem': first } });
  const renewed = { ...run, beside: { 'tls/images.pem': second } };
  await lab.converge(withCertificate(), renewed);
  const { tags } = objectAt(lab, SECRET) as { tags: JsonObject };
  const { 'acrctl-stack': _, ...unmarked } = tags;
  await lab.request('PATCH', SECRET, VERSION.keyVault, { tags: unmarked });
  await lab.converge(withCertificate(), renewed);
}

/** A public zone with a name in it that a feature asks for; both change. */
async function aName(run: RunOptions): Promise<void> {
  const lab = openLab();
  const name = { zone: 'contoso.com', host: 'images.contoso.com', target: 'contosoimages.azurecr.io' };
  const zone = (tags: string) => example({ 'dnsZones["contoso.com"]': { tags: { team: tags } } });
  await lab.converge(withCnames(zone('dns'), [name]), run);
  await lab.converge(withCnames(zone('images'), [{ ...name, target: 'other.azurecr.io' }]), run);
}

/** A front in two regions whose gateways and registry are watched and locked; how a region is chosen changes. */
async function aFront(run: RunOptions): Promise<void> {
  const lab = openLab();
  const watched: Edits = {
    'azure.defender': { containers: true },
    workspaces: { logs: {} },
    'registries.contosoimages.diagnostics': {
      audit: { workspace: 'logs', categories: ['ContainerRegistryLoginEvents'] },
    },
    'registries.contosoimages.locks': { images: { level: 'canNotDelete' } },
  };
  await lab.converge(withRegions(watched), run);
  await lab.converge(withRegions({ ...watched, 'publicFronts.images.trafficManager.ttl': 30 }), run);
}

/** A password of a token, which goes into a secret. */
async function aPassword(run: RunOptions): Promise<void> {
  const lab = openLab();
  const file = example({
    [`${AT.registry}.tokens.machine`]: { scopeMap: '_repositories_pull' },
    'keyVaults.kv-images': {},
  });
  await lab.converge(file, run);
  const { session, acquireLock } = lab.session(file, 'rotate token', run);
  await rotateToken(session as Session<Config>, {
    name: 'contosoimages/machine',
    destination: { kind: 'secret', reference: 'kv-images/machine' },
    password: undefined,
    days: 90,
    acquireLock,
    announce: () => undefined,
    approve: async () => undefined,
  });
}

describe('every body that acrctl sends', () => {
  it('is of a kind that the schemas describe, and they describe no other', async () => {
    const sent: Sent[] = [];
    const noting: RunOptions = { transport: (inner) => notingWrites(inner, sent) };
    await aWholeLife(noting);
    await theRest({ ...noting, env: { HOOK_URI: 'https://hooks.contoso.com/?code=of-the-hook' } });
    await aKey(noting);
    await aCertificate(noting);
    await aName(noting);
    await aPassword(noting);
    await aFront(noting);
    const described = Object.entries(BODIES).flatMap(([type, methods]) =>
      Object.keys(methods).map((method) => `${method} ${type}`),
    );
    const called = Object.keys(CALLS).map((call) => `POST ${call}`);
    expect([...new Set(sent.map(kindOf))].sort()).toEqual([...described, ...called].sort());
  });
});

function kindOf({ method, id }: Sent): string {
  return `${method} ${method === 'POST' ? nameOf(id) : typeOfId(id)}`;
}
