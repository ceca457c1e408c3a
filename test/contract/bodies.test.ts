import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { parseArmId } from '../../src/providers/azure/arm-id.ts';
import { READ_ONLY_TYPES, RESOURCE_TYPES } from '../../src/providers/azure/index.ts';
import { EXAMPLE, openLab } from '../lab.ts';
import { hasSchemas, schemaErrors } from '../providers/shared.ts';

const VERSIONS = new Map(
  [...RESOURCE_TYPES, ...READ_ONLY_TYPES].map(({ type, apiVersion }) => [type, apiVersion]),
);

/** Every body of a whole life of the example: made open, closed behind an endpoint, changed, opened again. */
async function bodiesSent(): Promise<
  readonly { method: string; path: string; version: string; body: JsonObject }[]
> {
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
    path,
    version: query['api-version'] ?? '',
    body: JSON.parse(body ?? '{}') as JsonObject,
  }));
}

describe.skipIf(!hasSchemas)('every body that acrctl sends', () => {
  it("is one that Microsoft's schema of the type allows", async () => {
    const sent = await bodiesSent();
    expect(sent.length).toBeGreaterThan(12);
    for (const { method, path, version, body } of sent) {
      const { type = '', names = [] } = parseArmId(path) ?? {};
      expect([path, version]).toEqual([path, VERSIONS.get(type)]);
      // A PATCH may leave out what a PUT requires.
      const errors = schemaErrors(type, version, names.at(-1) ?? '', body).filter(
        (error) => method !== 'PATCH' || !/ must have required property '(sku|location)'$/.test(error),
      );
      expect([method, path, errors]).toEqual([method, path, []]);
    }
  });
});
