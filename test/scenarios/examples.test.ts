import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StateEntry } from '../../src/core/state.ts';
import { privateDnsZoneGroup } from '../../src/providers/azure/resources/private-dns-zone-group.ts';
import { recordSet } from '../../src/providers/azure/resources/record-set.ts';
import { roleAssignment } from '../../src/providers/azure/resources/role-assignment.ts';
import { accessPolicy } from '../../src/providers/azure/resources/vault-access-policy.ts';
import { virtualNetworkLink } from '../../src/providers/azure/resources/virtual-network-link.ts';
import { planText } from '../../src/report/plan-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { configurationOf, EXAMPLES, labFor, settle } from '../examples.ts';
import { type Configuration, type Lab, openLab } from '../lab.ts';
import { imported, loseState } from './importing.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe.each(EXAMPLES)('the example $name', (example) => {
  const configuration = configurationOf(example);
  const others = example.others.map((files) => configurationOf({ files }));

  it('gives the plan that stands beside it', async () => {
    const lab = labFor(configuration);
    for (const other of others) await lab.converge(other);
    const { planned } = await lab.plan(configuration);
    const shown = planText(planned.plan, { width: 80, style: PLAIN });
    await expect(shown).toMatchFileSnapshot(`../../examples/${example.plan}`);
  });

  it('is imported as it was, once it has lost its state', async () => {
    const lab = labFor(configuration);
    await settle(lab, [...others, configuration]);
    const { plan } = (await lab.plan(configuration)).planned;
    const before = withoutPolicies((await lab.state(plan.stack))?.resources ?? []);
    loseState(lab);
    expect(await imported(lab, configuration, 'all')).toMatchObject({ refused: [], already: [] });
    expect((await lab.state(plan.stack))?.resources).toEqual(before);
    expect((await lab.plan(configuration)).planned.plan).toMatchObject({ changes: [], drift: [] });
  });

  it('makes the whole round: applied, nothing left, drift put back, destroyed', async () => {
    const lab = labFor(configuration);
    await settle(lab, [...others, configuration]);
    const { plan } = (await lab.plan(configuration)).planned;
    expect([plan.changes, plan.drift, plan.diagnostics]).toEqual([[], [], []]);

    const entries = (await lab.state(plan.stack))?.resources ?? [];
    const gone = await meddle(lab, entries);
    const drifted = (await lab.plan(configuration)).planned.plan.drift.map(({ address }) => address);
    expect(drifted).toEqual(gone);
    await settle(lab, [configuration]);
    const after = (await lab.plan(configuration)).planned.plan;
    expect([after.changes, after.drift]).toEqual([[], []]);

    for (const stack of [configuration, ...others.toReversed()]) {
      const destroyed = await lab.destroy(stack, { options: { allowDestroy: await guarded(lab, stack) } });
      expect(destroyed).toMatchObject({ kind: 'applied', outcome: { failed: [], notStarted: [] } });
    }
    // A deleted vault can be recovered, and nobody purges it; what Defender watches, it goes on watching.
    const left = Object.keys(lab.emulator.objects()).filter(
      (id) => !/\/deletedvaults\/|\/pricings\//.test(id),
    );
    expect(left).toEqual([]);
  });
});

/** Nothing shows who made an entry of a vault's access policies: one that is there counts as given by others. */
function withoutPolicies(entries: readonly StateEntry[]): readonly StateEntry[] {
  const policies = new Set(
    entries.filter(({ type }) => type === accessPolicy.type).map(({ address }) => address),
  );
  return entries
    .filter(({ address }) => !policies.has(address))
    .map((entry) => ({ ...entry, dependsOn: entry.dependsOn.filter((address) => !policies.has(address)) }));
}

/** Takes one object of each of these types away behind the back of acrctl, and says which, sorted by address. */
async function meddle(lab: Lab, entries: readonly StateEntry[]): Promise<readonly string[]> {
  const taken = MEDDLED.flatMap(({ type, apiVersion }) => {
    const entry = entries.find((each) => each.type === type);
    return entry === undefined ? [] : [{ ...entry, apiVersion }];
  });
  for (const { id, apiVersion } of taken) {
    await lab.request('DELETE', id, apiVersion);
    lab.emulator.advance(600_000);
  }
  return taken.map(({ address }) => address).sort();
}

const MEDDLED = [recordSet, privateDnsZoneGroup, roleAssignment, virtualNetworkLink];

async function guarded(lab: Lab, configuration: Configuration): Promise<readonly string[]> {
  const { stack } = (await lab.plan(configuration)).planned.plan;
  const entries = (await lab.state(stack))?.resources ?? [];
  return entries
    .filter(({ type, protect }) => protect === true || GUARDED.test(type))
    .map(({ address }) => address);
}

const GUARDED = /\/(registries|vaults|workspaces)$/;

describe('environments that share a base', () => {
  it('live beside each other, each with its own state', async () => {
    const lab = openLab();
    const environments = EXAMPLES.filter(({ name }) => name.startsWith('environments ')).map(configurationOf);
    expect(environments).toHaveLength(2);
    for (const environment of environments) await lab.converge(environment);
    for (const environment of environments) {
      const { plan } = (await lab.plan(environment)).planned;
      expect([plan.changes, plan.drift]).toEqual([[], []]);
    }
  });
});

describe('the README', () => {
  it('shows the plan of the example as it is printed', () => {
    expect(README).toContain(
      readFileSync(new URL('../../examples/private-link/plan.txt', import.meta.url), 'utf8').trim(),
    );
  });
});
