import { describe, expect, it } from 'vitest';
import { outcomeText } from '../../src/report/outcome-text.ts';
import { planText } from '../../src/report/plan-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { EXAMPLE, openLab, REGISTRY } from '../lab.ts';

// What holds of every renderer is checked in test/contract/renderers.test.ts.

const OPENED = {
  publicNetworkAccess: 'Enabled',
  networkRuleSet: { defaultAction: 'Allow' },
  policies: { exportPolicy: { status: 'enabled' } },
};

describe('a plan as text', () => {
  it('puts what closes in a step of its own, with what it waits for and what stops (1.4, 1.5, 1.7, 1.41)', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    await lab.request('PATCH', REGISTRY, '2025-11-01', { properties: OPENED });
    const { plan } = (await lab.plan(EXAMPLE)).planned;
    const text = planText(plan, { width: 80, style: PLAIN });
    expect(text).toMatch(/step close\n[\s\S]+ +after [\s\S]*its endpoint is approved on both sides/);
    expect(text).toContain('! clients outside the linked networks get 403 on login and pull');
    expect(text).toMatch(/hosted Azure DevOps agents, "az acr build"/);
  });
});

it('shows for each step what that step does, not what the change comes to', async () => {
  const lab = openLab();
  const selected = (ranges: string) =>
    EXAMPLE.replace(
      /publicAccess: disabled.*/,
      `publicAccess: selected\n      allowedIpRanges: [${ranges}]`,
    ).replace('export: false', 'export: true');
  await lab.converge(selected('203.0.113.4, 198.51.100.0/24'));
  const { plan } = (await lab.plan(selected('198.51.100.0/24, 192.0.2.0/24'))).planned;
  const text = planText(plan, { width: 100, style: PLAIN });
  const both = '[198.51.100.0/24, 203.0.113.4] -> [192.0.2.0/24, 198.51.100.0/24, 203.0.113.4]';
  const narrow = '[192.0.2.0/24, 198.51.100.0/24, 203.0.113.4] -> [192.0.2.0/24, 198.51.100.0/24]';
  const flat = text.replace(/\s+/g, ' ');
  expect(flat).toMatch(/step open .*step close/);
  expect(flat.indexOf(both)).toBeGreaterThan(flat.indexOf('step open'));
  expect(flat.indexOf(narrow)).toBeGreaterThan(flat.indexOf('step close'));
});

describe('an outcome as text', () => {
  it('says what was done, what was not, that running again is safe, and how', () => {
    const failure = {
      code: 'SubnetIsFull',
      message: 'no\u0007 room',
      requestId: 'r-1',
      correlationId: 'c-1',
      stillRunning: false,
    };
    const text = outcomeText(
      {
        done: ['networks.a/write'],
        failed: [{ step: 'registries.r.network.privateEndpoints.hub/write', failure }],
        notStarted: ['registries.r/close'],
        cutOff: [],
        interrupted: false,
        stateSerial: 4,
        counts: { created: 1, updated: 0, replaced: 0, deleted: 0 },
      },
      { elapsedSeconds: 3, resume: 'acrctl apply --auto-approve' },
      { width: 80, style: PLAIN },
    );
    expect(text).toBe(`Failed: registries.r.network.privateEndpoints.hub/write
  SubnetIsFull: no\\u{7} room
  request r-1
  correlation c-1

Done 1 step, failed 1, not started 1: registries.r/close.
Everything done is in the state (serial 4). Running again is safe:
  acrctl apply --auto-approve
`);
  });
});
