import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { EXAMPLE, openLab } from '../lab.ts';
import { hasSchemas } from '../providers/shared.ts';
import { expectAllowed, type SentBody } from './sent-bodies.ts';

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
});
