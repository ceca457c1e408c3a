import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { listAt, setPath } from '../../src/core/path.ts';
import { type Lab, openLab } from '../lab.ts';
import { AT, ID, withFront } from './fronts.ts';
import { objectAt, planOf, VERSION } from './stacks.ts';

async function applied(text = withFront()): Promise<Lab> {
  const lab = openLab();
  await lab.converge(text);
  return lab;
}

/** What a plan says; with an error among it nothing is sent. */
async function findings(lab: Lab, text: string): Promise<readonly Diagnostic[]> {
  const { diagnostics } = await planOf(lab, text);
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    lab.emulator.clearRequests();
    expect([(await lab.apply(text)).kind, lab.writes()]).toEqual(['invalid', []]);
  }
  return diagnostics;
}

async function codes(lab: Lab, text: string): Promise<readonly string[]> {
  return (await findings(lab, text)).map(({ severity, code }) => `${severity} ${code}`);
}

async function put(lab: Lab, id: string, version: string, body: JsonObject): Promise<void> {
  await lab.request('PUT', id, version, body);
  lab.emulator.advance(900_000);
  await lab.request('GET', id, version);
}

describe('rules of others in the policy of a front (I-19)', () => {
  const office = (priority: number, more: JsonObject = {}): JsonObject => ({
    ...{ name: 'Office', priority, ruleType: 'MatchRule', action: 'Allow', state: 'Enabled' },
    matchConditions: [
      {
        matchVariables: [{ variableName: 'RemoteAddr' }],
        operator: 'IPMatch',
        matchValues: ['198.51.100.0/24'],
      },
    ],
    ...more,
  });

  async function withRule(rule: JsonObject): Promise<Lab> {
    const lab = await applied();
    const { etag: _, id: _id, name: _name, type: _type, ...body } = objectAt(lab, ID.policy) as JsonObject;
    const rules: readonly Json[] = [...listAt(body, 'properties.customRules'), rule];
    await put(lab, ID.policy, VERSION.network, setPath(body, 'properties.customRules', [...rules]));
    return lab;
  }

  it('that let requests past those of the file are told, with what they let past, and stay (2.26, 2.27)', async () => {
    const lab = await withRule(office(35));
    const text = withFront();
    const plan = await planOf(lab, text);
    expect({ changes: plan.changes, drift: plan.drift }).toEqual({ changes: [], drift: [] });
    expect(plan.diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'ACR1361',
        address: AT.policy,
        detail: expect.stringContaining(
          '1. Office: Allow IPMatch 198.51.100.0/24; at priority 35, it lets past PullOnly',
        ),
      },
    ]);
    await lab.converge(withFront({ [`${AT.waf}.geo.countries`]: ['KP', 'SY'] }));
    expect(listAt(objectAt(lab, ID.policy), 'properties.customRules')).toHaveLength(3);
  });

  it('after all of the file still let past those of Microsoft', async () => {
    const [finding] = await findings(await withRule(office(90)), withFront());
    expect(finding?.detail).toContain("lets past no rule of acrctl, but Microsoft's");
  });

  it.each<[string, JsonObject]>([
    ['that block', office(5, { action: 'Block' })],
    ['that are turned off', office(5, { state: 'Disabled' })],
  ])('%s are nobody else’s business', async (_, rule) => {
    expect(await codes(await withRule(rule), withFront())).toEqual([]);
  });

  it('with the priority of one of the file keep it out of the policy, so that a plan is refused before', async () => {
    const lab = await withRule(office(10, { action: 'Block' }));
    const text = withFront({ [`${AT.waf}.blockedIpRanges`]: ['203.0.113.0/24'] });
    expect(await codes(lab, text)).toEqual(['error ACR1362']);
    expect(await codes(lab, withFront())).toEqual([]);
  });

  it('that acrctl wrote once and that go are not taken for those of others', async () => {
    const lab = await applied(withFront({ [`${AT.waf}.blockedIpRanges`]: ['203.0.113.0/24'] }));
    expect(await codes(lab, withFront())).toEqual([]);
  });
});
