import { describe, expect, it } from 'vitest';
import type { Transport } from '../../src/core/world.ts';
import { planText as planBytes } from '../../src/engine/saved-plan.ts';
import { CLOUD_NAMES, CLOUDS, type CloudName } from '../../src/providers/azure/clouds.ts';
import { planText } from '../../src/report/plan-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { EXAMPLE, openLab, REGISTRY } from '../lab.ts';

const REGIONS: Readonly<Record<CloudName, string>> = {
  AzureCloud: 'westeurope',
  AzureUSGovernment: 'usgovvirginia',
  AzureChinaCloud: 'chinanorth3',
};

/** The example as somebody of that cloud writes it. */
function exampleOf(cloud: CloudName): string {
  return EXAMPLE.replaceAll(CLOUDS.AzureCloud.registryZone, CLOUDS[cloud].registryZone)
    .replaceAll(CLOUDS.AzureCloud.registrySuffix, CLOUDS[cloud].registrySuffix)
    .replaceAll(REGIONS.AzureCloud, REGIONS[cloud])
    .replace('azure:\n', `azure:\n  cloud: ${cloud}\n`);
}

function opened(text: string): string {
  return text
    .replace('publicAccess: disabled', 'publicAccess: enabled')
    .replace('export: false', 'export: true');
}

/** Hosts, suffixes, zones and regions of the other clouds that stand in a text. */
function foreignIn(text: string, cloud: CloudName): readonly string[] {
  return CLOUD_NAMES.filter((other) => other !== cloud)
    .flatMap((other) => {
      const { armHost, loginHosts, registrySuffix, storageSuffix } = CLOUDS[other];
      return [armHost, ...loginHosts, registrySuffix, storageSuffix, REGIONS[other]];
    })
    .filter((foreign) => text.toLowerCase().includes(foreign));
}

describe.each(CLOUD_NAMES)('in %s', (cloud) => {
  it('the main job names nothing of another cloud (1.23, 1.27)', async () => {
    const lab = openLab({ emulator: { cloud } });
    const said: string[] = [];
    const sent: string[] = [];
    const transport = (inner: Transport): Transport => ({
      async send(request) {
        const answer = await inner.send(request);
        sent.push(request.url, request.body ?? '', answer.body, JSON.stringify(answer.headers));
        return answer;
      },
    });
    const run = { transport };
    const note = async (text: string) => {
      const { plan } = (await lab.plan(text, run)).planned;
      said.push(planBytes(plan), planText(plan, { width: 80, style: PLAIN }), JSON.stringify(plan.outputs));
      return plan;
    };
    const example = exampleOf(cloud);
    const open = opened(example);

    expect((await note(example)).summary.create).toBe(8);
    await lab.converge(example, run);
    expect((await note(example)).changes).toEqual([]);
    const hosts = Object.values((await note(example)).outputs).flatMap((output) => Object.keys(output));
    const { registrySuffix } = CLOUDS[cloud];
    expect(hosts.sort()).toEqual([
      `contosoimages.${registrySuffix}`,
      `contosoimages.${REGIONS[cloud]}.data.${registrySuffix}`,
    ]);

    await lab.request('PATCH', REGISTRY, '2025-11-01', {
      properties: { policies: { exportPolicy: { status: 'enabled' } }, publicNetworkAccess: 'Enabled' },
    });
    expect((await note(example)).drift).toHaveLength(1);
    await lab.converge(example, run);
    await lab.converge(open, run);
    await note(example);
    said.push(JSON.stringify(await lab.state()));

    const gone = await lab.destroy(example, {
      ...run,
      options: { allowDestroy: ['registries.contosoimages'] },
    });
    expect(gone.kind === 'applied' && gone.outcome.failed).toEqual([]);
    expect(lab.emulator.objects()).toEqual({});
    said.push(
      JSON.stringify(lab.events),
      JSON.stringify(await lab.state()),
      JSON.stringify(lab.emulator.requests()),
    );
    expect(foreignIn([...said, ...sent].join('\n'), cloud)).toEqual([]);
    expect(said.join('\n')).toContain(registrySuffix);
  });

  it('the first endpoint says which storage hosts clients no longer need (N16)', async () => {
    const lab = openLab({ emulator: { cloud } });
    const example = exampleOf(cloud);
    const without = example
      .replace(/ {6}privateEndpoints:\n(?: {8,}.*\n?)+/, '')
      .replace(/ {6}dataEndpoints:.*\n/, '');
    await lab.converge(opened(without));
    const { plan } = (await lab.plan(example)).planned;
    const impact = plan.changes.flatMap((change) => change.impact).join('\n');
    expect(impact).toContain(`*.blob.${CLOUDS[cloud].storageSuffix}`);
    expect(foreignIn(impact, cloud)).toEqual([]);
  });
});
