import { describe, expect, it } from 'vitest';
import type { RunOutcome, StepFailure } from '../../src/core/event.ts';
import type { PlanOptions } from '../../src/core/plan.ts';
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
    expect(text).toMatch(/step close\n[\s\S]+ +after [\s\S]*its endpoint is approved on both\s+sides/);
    expect(text).toContain('! clients outside the linked networks get 403 on login and pull');
    expect(text).toMatch(/hosted Azure DevOps agents, "az acr build"/);
  });
});

it('lets no long address break a heading: what becomes of it stands below, before its values', async () => {
  const lab = openLab();
  const records = EXAMPLE.replace('dns: { ', 'dns: { manage: records, ').replace(
    '  hub: #',
    '  from-the-hub: #',
  );
  const text = planText((await lab.plan(records)).planned.plan, { width: 80, style: PLAIN });
  const record = 'registries.contosoimages.network.privateEndpoints.from-the-hub.records';
  expect(text).toContain(`\n  + ${record}.registry\n      create\n      ttl  `);
  expect(text).toContain(`\n  + ${record}.registry_data_westeurope\n      create\n      ttl  `);
});

it('says of a part only that nothing changes in it, and of what is made again that it was asked for', async () => {
  const lab = openLab();
  const textOf = async (options: Partial<PlanOptions>) =>
    planText((await lab.plan(EXAMPLE, { options })).planned.plan, { width: 100, style: PLAIN });
  await lab.converge(EXAMPLE);
  const link = 'privateDnsZones["privatelink.azurecr.io"].links.vnet-hub';
  expect(await textOf({})).toContain('Azure is as the configuration says.');
  expect(await textOf({ target: [link] })).toMatch(/\n\nNo changes\. This is a part .*\.\n$/);
  expect(await textOf({ target: ['networks'], exclude: ['networks'], destroy: true })).toMatch(
    /\n\nNothing to remove in this part\.\n$/,
  );
  expect(await textOf({ replace: [link] })).toMatch(/^-\/\+ \S+links\.vnet-hub +replace \(asked for\)$/m);
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
  const outcome = (failed: RunOutcome['failed'], more: Partial<RunOutcome> = {}): RunOutcome => ({
    done: ['networks.a/write'],
    failed,
    notStarted: failed.flatMap(({ held }) => held),
    cutOff: [],
    waiting: [],
    interrupted: false,
    stateSerial: 4,
    counts: { created: 1, updated: 0, replaced: 0, deleted: 0 },
    ...more,
  });
  const check = (given: RunOutcome, expected: string) =>
    expect(
      outcomeText(
        given,
        { elapsedSeconds: 3, resume: 'acrctl apply --auto-approve' },
        { width: 80, style: PLAIN },
      ),
    ).toBe(expected);
  const failure: StepFailure = {
    kind: 'failed',
    code: 'SubnetIsFull',
    innerCodes: [],
    message: 'no\u0007 room',
    hint: 'Free addresses.\naz network vnet subnet show \\\n  --name x',
    action: 'create',
    label: 'private endpoint',
    id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/hub',
    asked: {
      method: 'PUT',
      path: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/hub',
    },
    status: 200,
    requestId: 'r-1',
    correlationId: 'c-1',
    attempts: 1,
    elapsedMs: 12_400,
    stillRunning: false,
  };
  const step = 'registries.r.network.privateEndpoints.hub/write';

  it('says what was done, what was not, what to do, that running again is safe, and how', () => {
    check(
      outcome([{ step, failure, held: ['registries.r/close'] }]),
      `Failed: registries.r.network.privateEndpoints.hub
  create private endpoint: SubnetIsFull, after 12 s
  no\\u{7} room
  What to do: Free addresses.
    az network vnet subnet show \\
      --name x
  Not started, since it waits for this: registries.r (close).
  PUT /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/hub
  request r-1
  correlation c-1

Done 1 step, failed 1, not started 1.
Nothing was lost: what is done is in the state (serial 4). Running again is
safe; mend what failed first, and it goes on from here:
  acrctl apply --auto-approve
`,
    );
  });

  it('gives the same advice once, names what acrctl itself refused, and leaves to time what passes', () => {
    const { requestId: _, correlationId: __, asked: ___, status: ____, ...rest } = failure;
    const moved: StepFailure = {
      ...rest,
      kind: 'refused',
      code: 'ACR2013',
      message: 'It is gone.',
      hint: 'Go on.',
    };
    const busy: StepFailure = {
      ...failure,
      kind: 'busy',
      code: 'RetryableError',
      innerCodes: ['ReferencedResourceNotProvisioned'],
      status: 429,
      hint: 'Go on.',
      attempts: 7,
      elapsedMs: 90_000,
      stillRunning: true,
      asked: { method: 'GET', path: '/subscriptions/s/resourceGroups/g' },
    };
    check(
      outcome(
        [
          { step: 'networks.b/delete', failure: { ...moved, elapsedMs: 0 }, held: [] },
          { step, failure: busy, held: [] },
        ],
        { cutOff: ['networks.c/write'], interrupted: true, notStarted: ['networks.d/write'] },
      ),
      `Failed: networks.b (delete)
  create private endpoint: ACR2013: The object changed after the plan was made
  It is gone.
  What to do: Go on.
  object /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/hub

Failed: registries.r.network.privateEndpoints.hub
  create private endpoint: 429 RetryableError
  (ReferencedResourceNotProvisioned), tried 7 times in 1 min 30 s
  no\\u{7} room
  Azure may still be working on it; the next run reads back what became of it.
  What to do: as above.
  object /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/hub
  GET /subscriptions/s/resourceGroups/g
  request r-1
  correlation c-1

Interrupted: nothing new was started.
Done 1 step, failed 2, cut off 1, not started 1: networks.d.
Begun, and not known to have ended: networks.c. Azure may still be working
there; the next run reads back what became of it.
Nothing was lost: what is done is in the state (serial 4). Running again is
safe; mend what failed first, and it goes on from here:
  acrctl apply --auto-approve
`,
    );
  });
});
