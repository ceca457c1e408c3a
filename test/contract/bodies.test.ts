import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { EXAMPLE, type Lab, openLab } from '../lab.ts';
import { hasSchemas } from '../providers/shared.ts';
import { AT, type Edits, example, ID, VERSION } from '../scenarios/stacks.ts';
import { expectAllowed, type SentBody } from './sent-bodies.ts';
import { typeOfId } from './type-of-id.ts';

/** Every body of a whole life of the example: made open, closed behind an endpoint, changed, opened again. */
async function bodiesSent(): Promise<readonly SentBody[]> {
  const lab = openLab();
  const open = EXAMPLE.replace(/publicAccess: disabled.*/, 'publicAccess: enabled')
    .replace(/ {6}privateEndpoints:[\s\S]*?(?= {4}policies)/, '')
    .replace('export: false', 'export: true');
  await lab.converge(open);
  await lab.converge(EXAMPLE);
  await lab.converge(
    EXAMPLE.replace('owner: platform', 'owner: images').replace(
      'retentionDays: 30',
      'retentionDays: disabled',
    ),
  );
  const selected = EXAMPLE.replace(
    /publicAccess: disabled.*/,
    'publicAccess: selected\n      allowedIpRanges: [203.0.113.0/24]',
  );
  await lab.converge(
    selected
      .replace('export: false', 'export: true')
      .replace('prefix: 10.20.1.0/24', 'prefix: 10.20.1.0/24, privateEndpointNetworkPolicies: enabled'),
  );
  return bodiesIn(lab);
}

/** A registry with replicas, a grant, records that acrctl keeps and an endpoint that it approves: made, then changed. */
async function bodiesOfTheRest(): Promise<readonly SentBody[]> {
  const lab = openLab();
  const everything: Edits = {
    'identities.builder': {},
    [`${AT.registry}.replications`]: { northeurope: {}, swedencentral: { zoneRedundancy: true } },
    [`${AT.registry}.roleAssignments.builder`]: { role: 'AcrPull', identity: 'builder' },
    [`${AT.registry}.network.approvals.build`]: { endpoints: [`${ID.group}/*`], decision: 'approve' },
    [`${AT.endpoint}.dns.manage`]: 'records',
  };
  await lab.converge(example(everything));
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
    }),
  );
  return bodiesIn(lab);
}

function bodiesIn(lab: Lab): readonly SentBody[] {
  return lab.writes().map(({ method, path, query, body }) => ({
    method,
    id: path,
    version: query['api-version'] ?? '',
    body: JSON.parse(body ?? '{}') as JsonObject,
  }));
}

describe.skipIf(!hasSchemas)('every body that acrctl sends', () => {
  it("is one that Microsoft's schema of the type allows", async () => {
    const sent = await bodiesSent();
    expect(sent.length).toBeGreaterThan(12);
    for (const each of sent) expectAllowed(each);
  });

  it("is one that Microsoft's schema allows, also of replicas, grants, identities, records and approvals", async () => {
    const sent = await bodiesOfTheRest();
    const kinds = new Set(sent.map(({ method, id }) => `${method} ${typeOfId(id)}`));
    for (const kind of [
      'PUT Microsoft.Network/privateDnsZones/A',
      'PUT Microsoft.ContainerRegistry/registries/replications',
      'PATCH Microsoft.ContainerRegistry/registries/replications',
      'PUT Microsoft.ContainerRegistry/registries/privateEndpointConnections',
      'PUT Microsoft.ManagedIdentity/userAssignedIdentities',
      'PUT Microsoft.Authorization/roleAssignments',
    ])
      expect(kinds).toContain(kind);
    for (const each of sent) expectAllowed(each);
  });
});
