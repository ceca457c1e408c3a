import { describe, expect, it } from 'vitest';
import type { ExitCode } from '../../src/core/errors.ts';
import type { Change, Plan } from '../../src/core/plan.ts';
import { fittedMarkdown, MOST_BYTES } from '../../src/report/plan-markdown.ts';
import { HOSTILE, PLANS } from '../contract/shown-plans.ts';
import { checkInert } from './inert.ts';
import { FACTS, readMarkdown, textIn } from './report-readers.ts';

describe('the Markdown of a plan', () => {
  it('has nothing in it that is a link, a mention or a reference of others', () => {
    for (const plan of Object.values(PLANS)) checkInert(whole(plan));
  });

  it('is cut to what may be posted, with thousands of changes', () => {
    for (const plan of [
      manyChanges(20, 'create'),
      manyChanges(200, 'update'),
      manyChanges(5_000, 'delete'),
    ]) {
      const fitted = fittedMarkdown(plan, FACTS, MOST_BYTES);
      expect(fitted.fits && Buffer.byteLength(fitted.text)).toBeLessThanOrEqual(MOST_BYTES);
    }
    expect(MOST_BYTES).toBeLessThan(65_536);
  });
});

describe('what is left out first', () => {
  const plan = { ...manyChanges(60, 'create'), changes: [...manyChanges(60, 'create').changes, blocked()] };
  const atMost = (maxBytes: number) => {
    const fitted = fittedMarkdown(plan, FACTS, maxBytes);
    return fitted.fits ? fitted.text : '';
  };
  const full = atMost(Number.POSITIVE_INFINITY);

  it('is nothing where all fits', () => {
    expect(full).not.toContain('This is not the whole report');
    expect(full).toContain('+ location                           westeurope');
    expect(atMost(Buffer.byteLength(full))).toBe(full);
  });

  it('are the values of what is no danger, which keeps a line each', () => {
    const text = atMost(Buffer.byteLength(full) - 1);
    expect(text).toContain('Left out: the values of changes that are no danger');
    expect(text.match(/^- `\+` `networks\.n\d+` create$/gm)).toHaveLength(60);
    expect(text).not.toContain('westeurope');
    expect(text).toContain('- location                           northeurope');
  });

  it('are all values then, and all changes that are no danger, until the counts are left', () => {
    const lines = atMost(Buffer.byteLength(atMost(Buffer.byteLength(full) - 1)) - 1);
    expect(lines.match(/^- `\+` `networks\.n\d+` create$/gm)).toHaveLength(60);
    expect(lines).not.toContain('northeurope');
    expect(lines).toContain('- `ACR2002`: all images would be lost');
    const dangers = atMost(Buffer.byteLength(lines) - 1);
    expect(dangers).toContain('**The other changes:** 60 to create.');
    expect(dangers).toContain('- `ACR2002`: all images would be lost');
    const counts = atMost(Buffer.byteLength(dangers) - 1);
    expect(counts).toContain('Left out: everything but the counts.');
    expect(counts).toContain('**Look at these first:** 1 blocked.');
    expect(counts).not.toContain('registries.contosoimages');
  });

  it('is said near the top, with the command that prints the whole', () => {
    for (const maxBytes of [5_000, 3_000, 1_000]) {
      const text = atMost(maxBytes);
      const [head = ''] = text.split('###');
      expect(textIn(readMarkdown(head)).replace(/\s+/g, ' ')).toContain(
        'acrctl show images.plan prints the whole plan',
      );
    }
  });

  it('is never the name of a subscription, of the stack or of a step while all fits', () => {
    const [first = ''] = plan.bindings.subscriptions;
    const subscriptions = Array.from({ length: 40 }, (_, index) => `${first}${index}`);
    const wide: Plan = { ...plan, stack: 's'.repeat(300), bindings: { ...plan.bindings, subscriptions } };
    const text = whole(wide);
    for (const name of [...subscriptions, wide.stack]) expect(text).toContain(name);
    const fitted = fittedMarkdown(wide, FACTS, 1_500);
    expect(fitted.fits && fitted.text).toContain('40 subscriptions');
  });

  it('names the page where there is one', () => {
    const fitted = fittedMarkdown(plan, { ...FACTS, page: 'plan.html' }, 1_500);
    expect(fitted.fits && fitted.text).toContain('and as a page in `plan.html`.');
  });
});

describe('a reviewer reads', () => {
  it('dangers before all else: blocked, deleted, replaced, what breaks for somebody, what drifted', () => {
    const [base] = manyChanges(1, 'update').changes as readonly [Change];
    const at = (address: string, more: Partial<Change>): Change => ({ ...base, address, ...more });
    const plan: Plan = {
      ...manyChanges(0, 'update'),
      changes: [
        at('a', { actions: ['create'] }),
        at('b', {}),
        at('c', { impact: ['it breaks'] }),
        at('d', { actions: ['delete', 'create'] }),
        at('e', { actions: ['delete'] }),
        at('f', { blocked: { code: 'ACR2002', detail: 'lost', allow: null } }),
      ],
      drift: [{ address: 'b', type: 't', id: 'b', kind: 'gone', paths: [] }],
    };
    const titles = [
      ...whole(plan).matchAll(/^(?:####|-|<details><summary>) ?\S+ (?:`|<code>)([a-f])(?:`|<)/gm),
    ];
    expect(titles.map(([, address]) => address).join('')).toBe('fedcbab');
  });

  it.each<[ExitCode, string]>([
    [0, 'Exit code 0 of `acrctl plan --detailed-exitcode`: there is nothing to change.'],
    [1, '> **Faulty: the plan has errors, so that nothing of this plan can be applied.**'],
    [2, 'acrctl apply images.plan'],
    [4, '> **Not allowed: permissions are missing, so that nothing of this plan can be applied.**'],
    [7, '> **Blocked: a guard refuses 1 change of it, so that nothing of this plan can be applied.**'],
  ])('what exit code %i means', (exitCode, said) => {
    const plan = { ...manyChanges(0, 'create'), changes: [blocked()] };
    expect(whole(plan, exitCode)).toContain(said);
    expect(whole(plan, exitCode)).toContain(`Exit code ${exitCode} of`);
    expect(whole(plan, exitCode).includes('acrctl apply')).toBe(exitCode === 2 || exitCode === 0);
  });
});

it.each(HOSTILE)('a command with the name of a file like %j is one line of a fence', (file) => {
  const [plan] = Object.values(PLANS) as [Plan];
  const fitted = fittedMarkdown(
    plan,
    { ...FACTS, apply: `acrctl apply '${file}'`, show: file, page: file },
    700,
  );
  checkInert(fitted.fits ? fitted.text : '');
});

function whole(plan: Plan, exitCode: ExitCode = 2): string {
  const fitted = fittedMarkdown(plan, { ...FACTS, exitCode }, Number.POSITIVE_INFINITY);
  return fitted.fits ? fitted.text : '';
}

function manyChanges(count: number, action: 'create' | 'update' | 'delete'): Plan {
  const base = PLANS['values that are known later'] as Plan;
  const [template] = base.changes as readonly [Change];
  const changes = Array.from(
    { length: count },
    (_, index): Change => ({
      ...template,
      address: `networks.n${index}`,
      actions: [action],
      after: { location: 'westeurope' },
      afterUnknown: {},
      impact: action === 'delete' ? ['clients that reach the registry through this endpoint lose it'] : [],
    }),
  );
  return { ...base, changes, outputs: {} };
}

function blocked(): Change {
  const [template] = manyChanges(1, 'update').changes as readonly [Change];
  return {
    ...template,
    address: 'registries.contosoimages',
    actions: ['delete', 'create'],
    before: { location: 'northeurope' },
    after: { location: 'southeurope' },
    replacePaths: ['location'],
    blocked: {
      code: 'ACR2002',
      detail: 'all images would be lost',
      allow: "--allow-destroy 'registries.contosoimages'",
    },
  };
}
