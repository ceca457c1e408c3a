import { describe, expect, it } from 'vitest';
import { type Arm, type Body, createArm, group } from './arm.ts';
import { policyBody, refused, wafPolicy } from './gateway.ts';

async function withGroup(): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  return arm;
}

/** The policy of the other tests, with what is sent beside its rule sets. */
function bodyOf(properties: Body): Body {
  return { ...policyBody, properties: { ...policyBody.properties, ...properties } };
}

const condition = (more: Body = {}): Body => ({
  matchVariables: [{ variableName: 'RemoteAddr' }],
  operator: 'GeoMatch',
  matchValues: ['DE', 'ZZ'],
  ...more,
});

const customRule = (more: Body = {}): Body => ({
  name: 'countries',
  priority: 10,
  ruleType: 'MatchRule',
  action: 'Block',
  matchConditions: [condition({ negationConditon: true })],
  ...more,
});

describe('a WAF policy', () => {
  it('is Disabled and in Detection unless the body says otherwise', async () => {
    const arm = await withGroup();
    const { managedRules } = policyBody.properties;
    const started = await arm.put(wafPolicy, { location: 'westeurope', properties: { managedRules } });
    expect([started.status, started.body.properties.provisioningState]).toEqual([201, 'Updating']);
    expect(started.headers).not.toHaveProperty('retry-after');
    await arm.finish(started);
    const { body } = await arm.get(wafPolicy);
    expect(body).toEqual({
      name: 'front',
      id: wafPolicy,
      etag: body.etag,
      type: 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies',
      location: 'westeurope',
      properties: {
        provisioningState: 'Succeeded',
        customRules: [],
        policySettings: {
          requestBodyCheck: true,
          maxRequestBodySizeInKb: 128,
          fileUploadLimitInMb: 100,
          state: 'Disabled',
          mode: 'Detection',
          requestBodyInspectLimitInKB: 128,
          fileUploadEnforcement: true,
          requestBodyEnforcement: true,
        },
        managedRules: {
          managedRuleSets: [
            { ruleSetType: 'Microsoft_DefaultRuleSet', ruleSetVersion: '2.1', ruleGroupOverrides: [] },
          ],
          exclusions: [],
        },
      },
    });
  });

  it('keeps its etag by a PUT of what is there, and gets another by any change', async () => {
    const arm = await withGroup();
    const { body } = await arm.make(wafPolicy, bodyOf({ customRules: [customRule()] }));
    const again = await arm.put(wafPolicy, body);
    expect([again.status, again.body]).toEqual([200, body]);
    const settings = { ...body.properties.policySettings, mode: 'detection' };
    const changed = await arm.put(wafPolicy, bodyOf({ policySettings: settings }));
    expect(changed.body.properties).toMatchObject({
      provisioningState: 'Updating',
      policySettings: { state: 'Enabled', mode: 'Detection' },
      customRules: [],
    });
    expect(changed.body.etag).not.toBe(body.etag);
    await arm.finish(changed);
    expect((await arm.patch(wafPolicy, { tags: { team: 'images' } })).status).toBe(501);
    await arm.finish(await arm.remove(wafPolicy));
    expect((await arm.get(wafPolicy)).status).toBe(404);
  });

  it('fills in what a custom rule did not say', async () => {
    const arm = await withGroup();
    const address = condition({ operator: 'IPMatch', matchValues: ['198.51.100.0/24'] });
    const rules = [customRule(), customRule({ name: 'partners', priority: 5, matchConditions: [address] })];
    const { body } = await arm.make(wafPolicy, bodyOf({ customRules: rules }));
    const filled = { skippedManagedRuleSets: [], state: 'Enabled' };
    expect(body.properties.customRules).toEqual([
      customRule({ ...filled, matchConditions: [condition({ negationConditon: true, transforms: [] })] }),
      customRule({
        ...filled,
        name: 'partners',
        priority: 5,
        matchConditions: [{ ...address, negationConditon: false, transforms: [] }],
      }),
    ]);
  });

  it('has no settings of inspection with rule sets that know none', async () => {
    const arm = await withGroup();
    const managedRules = { managedRuleSets: [{ ruleSetType: 'OWASP', ruleSetVersion: '3.1' }] };
    const { body } = await arm.make(wafPolicy, bodyOf({ managedRules }));
    expect(body.properties.policySettings).not.toHaveProperty('requestBodyEnforcement');
    const newer = { managedRuleSets: [{ ruleSetType: 'OWASP', ruleSetVersion: '3.2' }] };
    const after = await arm.make(wafPolicy, bodyOf({ managedRules: newer }));
    expect(after.body.properties.policySettings).toMatchObject({ requestBodyEnforcement: true });
  });

  it.each<[string, Body]>([
    ['no managed rules', { managedRules: undefined }],
    [
      'a rule set that Azure has not',
      { managedRules: { managedRuleSets: [{ ruleSetType: 'OWASP', ruleSetVersion: '4.0' }] } },
    ],
    ['a mode that Azure has not', { policySettings: { mode: 'Maybe' } }],
    ['a body limit that is too large', { policySettings: { maxRequestBodySizeInKb: 4000 } }],
    ['one priority twice', { customRules: [customRule(), customRule({ name: 'other' })] }],
    ['one name twice', { customRules: [customRule(), customRule({ priority: 11 })] }],
    ['a priority beyond 100', { customRules: [customRule({ priority: 101 })] }],
    ['a name with a hyphen', { customRules: [customRule({ name: 'no-countries' })] }],
    ['a rule without conditions', { customRules: [customRule({ matchConditions: [] })] }],
    [
      'a country in small letters',
      { customRules: [customRule({ matchConditions: [condition({ matchValues: ['de'] })] })] },
    ],
    [
      'a range that is none',
      {
        customRules: [
          customRule({ matchConditions: [condition({ operator: 'IPMatch', matchValues: ['10.0.0'] })] }),
        ],
      },
    ],
    [
      'the variable of another product',
      {
        customRules: [
          customRule({
            matchConditions: [condition({ matchVariables: [{ variableName: 'SocketAddr' }] })],
          }),
        ],
      },
    ],
    ['a limit without a threshold', { customRules: [customRule({ ruleType: 'RateLimitRule' })] }],
  ])('is refused with %s', async (_, properties) => {
    const arm = await withGroup();
    expect(await refused(arm, wafPolicy, bodyOf(properties))).toBe('400 InvalidWebApplicationFirewallPolicy');
    expect((await arm.get(wafPolicy)).status).toBe(404);
  });
});
