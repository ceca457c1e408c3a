import { describe, expect, it } from 'vitest';
import { planText } from '../../src/engine/saved-plan.ts';
import { EXAMPLE, openLab, REGISTRY } from '../lab.ts';

const REGISTRY_VERSION = '2025-11-01';

describe('the example', () => {
  it('is applied, and the plan after it is empty (I-09)', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const { planned } = await lab.plan(EXAMPLE);
    expect(planned.plan.changes).toEqual([]);
    expect(planned.plan.drift).toEqual([]);
  });

  it.each([
    { listOrder: 'reversed', idCase: 'lower' },
    { listOrder: 'shuffled', idCase: 'upper' },
  ] as const)(
    'plans the same bytes when lists come $listOrder and ids in $idCase case (I-10)',
    async (emulator) => {
      const [plain, odd] = [openLab(), openLab({ emulator })];
      await plain.converge(EXAMPLE);
      await odd.converge(EXAMPLE);
      expect((await odd.plan(EXAMPLE)).planned.plan.changes).toEqual([]);
      const changed = EXAMPLE.replace('retentionDays: 30', 'retentionDays: 45');
      const [a, b] = [await plain.plan(changed), await odd.plan(changed)];
      expect(b.planned.plan.changes).toEqual(a.planned.plan.changes);
      expect(planText((await odd.plan(changed)).planned.plan)).toBe(planText(b.planned.plan));
    },
  );

  it('reads everything in one round, once each', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    lab.emulator.clearRequests();
    // Every answer waits until all eleven requests have arrived: a second round would wait for ever.
    lab.emulator.setFaults([{ match: { method: 'GET', nth: 'every' }, hold: 11 }]);
    const { planned } = await lab.plan(EXAMPLE);
    expect(planned.plan.changes).toEqual([]);
    const paths = lab.emulator.requests().map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    // A request an object, the interface among them, the list of the records, what the caller may do, and the locks.
    expect(paths).toHaveLength(11);
  });

  it('is repaired after a change behind its back, and only that is written', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const opened = { publicNetworkAccess: 'Enabled', policies: { exportPolicy: { status: 'enabled' } } };
    await lab.request('PATCH', REGISTRY, REGISTRY_VERSION, { properties: opened });
    lab.emulator.clearRequests();
    const { planned } = await lab.plan(EXAMPLE);
    expect(planned.plan.drift.map(({ address, paths }) => [address, paths.map(({ path }) => path)])).toEqual([
      [
        'registries.contosoimages',
        ['properties.policies.exportPolicy.status', 'properties.publicNetworkAccess'],
      ],
    ]);
    expect(lab.writes()).toEqual([]);
    await lab.converge(EXAMPLE);
    expect(lab.writes().map(({ method, path }) => [method, path])).toEqual([['PATCH', REGISTRY]]);
    expect((await lab.plan(EXAMPLE)).planned.plan.changes).toEqual([]);
  });

  it('is destroyed in order, no group before it is empty, and nothing is left (1.56, 1.63, 1.64)', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    lab.emulator.clearRequests();
    const result = await lab.destroy(EXAMPLE, { options: { allowDestroy: ['registries.contosoimages'] } });
    expect(result.kind === 'applied' && result.outcome.failed).toEqual([]);
    expect(lab.emulator.objects()).toEqual({});
    expect((await lab.state())?.resources).toEqual([]);
    const deleted = lab.writes().map(({ path }) => path.split('/').at(-1));
    expect(deleted.indexOf('default')).toBeLessThan(deleted.indexOf('contosoimages-hub'));
    expect(deleted.indexOf('contosoimages-hub')).toBeLessThan(deleted.indexOf('contosoimages'));
    expect(deleted.at(-1)).toBe('rg-images');
  });
});
