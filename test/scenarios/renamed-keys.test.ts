import { describe, expect, it } from 'vitest';
import { openLab } from '../lab.ts';
import { AT, changeAt, edited, example, planOf, sent } from './stacks.ts';

const OPEN = { [AT.access]: 'enabled', [AT.export]: true } as const;

/** The example with its registry under another key. */
function renamed(more: object = {}): string {
  const entry = { sku: 'Premium', network: { publicAccess: 'enabled' }, ...more };
  return edited(example(OPEN), { 'registries.contosoimages': null, 'registries.images': entry });
}

describe('an entry whose key is changed', () => {
  it('is a move where name says what it was, and nothing is sent', async () => {
    const lab = openLab();
    await lab.converge(edited(example(OPEN), { [AT.endpoints]: null }));
    const text = renamed({ name: 'contosoimages' });
    const plan = await planOf(lab, text);
    expect(plan.moves).toMatchObject([{ from: AT.registry, to: 'registries.images' }]);
    lab.emulator.clearRequests();
    await lab.converge(text);
    expect(sent(lab)).toEqual([]);
    expect(await planOf(lab, text)).toMatchObject({ changes: [], moves: [], drift: [] });
  });

  it('is another object without it, and the refusal says which name to add', async () => {
    const lab = openLab();
    await lab.converge(edited(example(OPEN), { [AT.endpoints]: null }));
    const text = renamed();
    expect(changeAt(await planOf(lab, text), AT.registry)).toMatchObject({
      actions: ['delete'],
      blocked: {
        code: 'ACR2002',
        detail: expect.stringContaining(
          'add "name: contosoimages" to registries.images: then nothing is sent.',
        ),
      },
    });
    expect(await lab.apply(text)).toMatchObject({ kind: 'refused' });
  });
});
