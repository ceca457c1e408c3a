import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { offlineRules } from '../../src/features/rules.ts';
import { outcomeText } from '../../src/report/outcome-text.ts';
import { driftText, planText } from '../../src/report/plan-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { type Lab, openLab } from '../lab.ts';
import {
  AT,
  actionsOf,
  applySaved,
  CHANGED,
  changeAt,
  edited,
  example,
  ID,
  OPEN,
  objectAt,
  planOf,
  savedPlan,
  sent,
  VERSION,
} from './stacks.ts';

const OWNER = '00000000-0000-0000-0000-0000000000bb';
const REGISTRY = `/subscriptions/${OWNER}/resourceGroups/rg-registry/providers/Microsoft.ContainerRegistry/registries/contosoimages`;
const RULE = 'registries.contosoimages.network.approvals.build';

/** The stack of those who own the registry; rules come with the edits. */
const owners = (rules: object = {}) => `
apiVersion: acrctl/v1
stack: owners
azure: { subscription: ${OWNER}, resourceGroup: rg-registry, location: westeurope }
resourceGroups: [rg-registry]
registries:
  contosoimages: { sku: Premium, network: { publicAccess: enabled, approvals: ${JSON.stringify(rules)} } }
`;
const rule = (decision: string) => ({ build: { endpoints: [`${ID.group}/*`], decision } });

/** The stack of those who reach it from a network of theirs, in another subscription. */
const users = (edits = {}) =>
  edited(example(), {
    resourceGroups: { 'rg-images': {}, 'rg-registry': { existing: true, subscription: OWNER } },
    'registries.contosoimages': {
      existing: true,
      resourceGroup: 'rg-registry',
      network: {
        privateEndpoints: {
          hub: {
            subnet: 'vnet-hub/endpoints',
            approval: 'manual',
            requestMessage: 'build agents of team blue',
            dns: { zone: 'privatelink.azurecr.io', manage: 'records' },
          },
        },
      },
    },
    ...edits,
  });

async function asked(): Promise<Lab> {
  const lab = openLab();
  await lab.converge(owners());
  await lab.apply(users());
  return lab;
}

const VIEW = { width: 80, style: PLAIN };

/** A closed registry whose endpoint was approved at once, and then was made again to be approved by somebody. */
async function askedAgain() {
  const lab = openLab();
  const manual = example({ [`${AT.endpoint}.approval`]: 'manual' });
  await lab.converge(example());
  await lab.converge(manual, { options: { allowDestroy: [AT.endpoint] } });
  return { lab, manual };
}

/** What the owner does in the portal. */
async function approve(lab: Lab): Promise<void> {
  const connections = `${ID.registry}/privateEndpointConnections`;
  const { value } = (await lab.request('GET', connections, VERSION.registry)) as {
    value: readonly { readonly id: string }[];
  };
  const properties = { privateLinkServiceConnectionState: { status: 'Approved' } };
  for (const { id } of value) await lab.request('PUT', id, VERSION.registry, { properties });
  lab.emulator.advance(60_000);
}

describe('an endpoint whose connection somebody else approves', () => {
  it('is made, and the run ends by saying who has to act; the rest follows after that (1.17, 1.33, 1.55)', async () => {
    const lab = openLab();
    await lab.converge(owners());
    const result = await lab.apply(users());
    expect(result).toMatchObject({
      kind: 'applied',
      outcome: {
        failed: [],
        notStarted: [
          `${AT.endpoint}.records.registry/write`,
          `${AT.endpoint}.records.registry_data_westeurope/write`,
        ],
        waiting: [
          {
            address: AT.endpoint,
            waitsFor: `approval of its connection by the owner of registry contosoimages (${REGISTRY})`,
          },
        ],
      },
    });
    if (result.kind !== 'applied') throw new Error('It was applied.');
    const facts = { elapsedSeconds: 3, resume: 'acrctl apply' };
    expect(outcomeText(result.outcome, facts, { width: 80, style: PLAIN })).toMatchInlineSnapshot(`
      "Done: 6 created. 3 s. State serial 1.
      Waiting: registries.contosoimages.network.privateEndpoints.hub waits for
      approval of its connection by the owner of registry contosoimages
      (/subscriptions/00000000-0000-0000-0000-0000000000bb/resourceGroups/rg-registry/providers/Microsoft.ContainerRegistry/registries/contosoimages).
      Everything else is done. 2 steps left for then. Once that has happened:
        acrctl apply
      "
    `);
    expect(objectAt(lab, ID.endpoint)).toMatchObject({
      properties: {
        manualPrivateLinkServiceConnections: [
          { properties: { requestMessage: 'build agents of team blue' } },
        ],
      },
    });

    await lab.converge(owners(rule('approve')));
    await lab.converge(users());
    expect(objectAt(lab, ID.record)).toMatchObject({
      properties: { aRecords: [{ ipv4Address: '10.20.1.5' }] },
    });
    expect(await planOf(lab, users())).toMatchObject({ changes: [], drift: [] });
    expect(await lab.apply(users())).toMatchObject({
      kind: 'nothing-to-do',
      planned: { plan: { waiting: [] } },
    });
  });

  it('waits however often it is applied, and nothing is sent for it', async () => {
    const lab = await asked();
    lab.emulator.clearRequests();
    const again = await lab.apply(users());
    expect(again).toMatchObject({
      kind: 'applied',
      outcome: { failed: [], waiting: [{ address: AT.endpoint }] },
    });
    expect(sent(lab)).toEqual([]);
  });

  it('is told to be without the registry until then, where it was approved at once before (1.33)', async () => {
    const lab = openLab();
    await lab.converge(example());
    const plan = await planOf(lab, example({ [`${AT.endpoint}.approval`]: 'manual' }));
    expect(changeAt(plan, AT.endpoint)?.impact).toEqual([
      'clients of this endpoint lose the registry until the owner of the registry approves the new one (1.33); its addresses may change',
    ]);
  });

  it('is no reason to call the plan all that the file says, nor a saved plan stale once it was approved', async () => {
    const { lab, manual } = await askedAgain();
    const saved = await savedPlan(lab, manual);
    const registryOwner = `the owner of registry contosoimages (${ID.registry})`;
    expect(saved).toMatchObject({
      changes: [],
      drift: [],
      waiting: [{ address: AT.endpoint, waitsFor: `approval of its connection by ${registryOwner}` }],
    });
    expect(planText(saved, VIEW)).toMatch(
      /\n\nWaiting: \S+hub waits for\napproval [\s\S]+\n\nNo changes\. All else is as the configuration says\.\n$/,
    );
    expect(driftText(saved, VIEW)).toMatch(/^No drift: [^\n]+\nWaiting: \S+hub waits for\napproval /);
    expect(await lab.apply(manual)).toMatchObject({ kind: 'nothing-to-do' });

    const tagged = edited(manual, CHANGED);
    const reviewed = await savedPlan(lab, tagged);
    expect(reviewed.waiting).toHaveLength(1);
    await approve(lab);
    expect(await applySaved(lab, tagged, reviewed)).toMatchObject({
      kind: 'applied',
      outcome: { failed: [], waiting: [] },
    });
    expect(planText(await planOf(lab, tagged), VIEW)).toContain('Azure is as the configuration says.');
  });

  it('is warned about in words that are true of a closed registry too', () => {
    const text = example({ [`${AT.endpoint}.approval`]: 'manual' });
    const loaded = loadConfig({ files: [{ path: 'acrctl.yaml', text }], env: {}, rules: offlineRules });
    const [warning] = loaded.ok ? loaded.warnings : [];
    expect(warning).toMatchObject({ code: 'ACR1259', summary: 'The private endpoint waits for an approval' });
    expect(warning?.detail).toMatch(/nobody gets in by it before.*as narrow already, lets in only/);
  });

  it('is waited for no longer in a plan that makes it again, lets it go or destroys everything', async () => {
    const { lab, manual } = await askedAgain();
    const options = { replace: [AT.endpoint] };
    expect(await planOf(lab, manual, { options })).toMatchObject({ waiting: [] });
    expect(await planOf(lab, example(OPEN))).toMatchObject({ waiting: [] });
    expect(await planOf(lab, manual, { options: { destroy: true } })).toMatchObject({ waiting: [] });
  });

  it('is not asked for again once it was rejected, unless somebody says so', async () => {
    const lab = await asked();
    await lab.converge(owners(rule('reject')));
    const plan = await planOf(lab, users());
    expect(actionsOf(plan)).not.toContain(`delete+create ${AT.endpoint}`);
    expect(await lab.apply(users())).toMatchObject({
      outcome: { waiting: [{ address: AT.endpoint, waitsFor: expect.stringContaining('--replace') }] },
    });
  });
});

describe('connections that others ask for', () => {
  it('are approved by rule, shown in the plan, and the state knows none of them (1.53, lessons 47)', async () => {
    const lab = await asked();
    const plan = await planOf(lab, owners(rule('approve')));
    expect(plan.changes).toMatchObject([
      {
        type: 'Microsoft.ContainerRegistry/registries/privateEndpointConnections',
        actions: ['update'],
        before: { properties: { privateLinkServiceConnectionState: { status: 'Pending' } } },
        after: { properties: { privateLinkServiceConnectionState: { status: 'Approved' } } },
      },
    ]);
    expect(plan.changes[0]?.address.startsWith(`${RULE}["contosoimages.`)).toBe(true);
    await lab.converge(owners(rule('approve')));
    expect((await lab.state('owners'))?.resources.map(({ address }) => address)).toEqual([
      'registries.contosoimages',
      'resourceGroups.rg-registry',
    ]);
    expect(await planOf(lab, owners(rule('approve')))).toMatchObject({ changes: [], drift: [] });
  });

  it('that no rule is about are left alone, and so are decisions that a rule was taken out for', async () => {
    const lab = await asked();
    const other = {
      build: { endpoints: ['/subscriptions/00000000-0000-0000-0000-0000000000cc/*'], decision: 'approve' },
    };
    expect(actionsOf(await planOf(lab, owners(other)))).toEqual([]);
    await lab.converge(owners(rule('approve')));
    expect(actionsOf(await planOf(lab, owners()))).toEqual([]);
    const connections = await lab.request('GET', `${REGISTRY}/privateEndpointConnections`, VERSION.registry);
    expect(JSON.stringify(connections)).toContain('"status":"Approved"');
  });

  it('that two rules decide differently of are an error, and neither rule is followed (1.53)', async () => {
    const lab = await asked();
    const all = { all: { endpoints: ['/subscriptions/*/contosoimages-hub'], decision: 'reject' } };
    const contrary = owners({ ...rule('approve'), ...all });
    const plan = await planOf(lab, contrary);
    expect(plan).toMatchObject({
      changes: [],
      diagnostics: [
        { severity: 'error', code: 'ACR1260', detail: expect.stringContaining(`\n${ID.endpoint}\n`) },
      ],
    });
    lab.emulator.clearRequests();
    expect(await lab.apply(contrary)).toMatchObject({ kind: 'invalid' });
    expect(sent(lab)).toEqual([]);
  });

  it('are not those of endpoints that this stack deletes', async () => {
    const lab = openLab();
    const all = { all: { endpoints: [`${ID.group}/*`], decision: 'reject' } };
    const rules = { ...OPEN, 'registries.contosoimages.network.approvals': all };
    const hub = { subnet: 'vnet-hub/endpoints', dns: { manage: 'external' } };
    await lab.converge(example({ ...rules, [AT.endpoints]: { hub } }));
    expect(actionsOf(await planOf(lab, example(rules)))).toEqual([`delete ${AT.endpoint}`]);
  });
});
