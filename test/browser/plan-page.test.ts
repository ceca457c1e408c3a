import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change, Plan } from '../../src/core/plan.ts';
import { planHtml } from '../../src/report/plan-html.ts';
import { HOSTILE, PLANS } from '../contract/shown-plans.ts';
import { FACTS } from '../report/report-readers.ts';
import { HAS_CHROMIUM, launchChromium } from './chromium.ts';

const named = (name: string) => PLANS[name] as Plan;

const LARGEST = Object.values(PLANS).reduce((most, plan) => (stepsIn(plan) > stepsIn(most) ? plan : most));

const SHOWN: Readonly<Record<string, Plan>> = {
  'the largest example': LARGEST,
  'a plan that is refused': named('geo-replicated, destroyed'),
  drift: named('drifted'),
  'a part of a configuration': named('a part, with what is left aside'),
  'objects that are made again': named('objects that are made again'),
  nothing: named('nothing'),
  'texts of which each would do harm': hostile(),
};

const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1_280, height: 900 };

describe.runIf(HAS_CHROMIUM)('the page of --html in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-page-'));
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The page, and everything that happened in it which a reader should not come to know of. */
  async function open(plan: Plan, options: BrowserContextOptions = {}) {
    const file = join(folder, 'plan.html');
    writeFileSync(file, planHtml(plan, { ...FACTS, exitCode: isRefused(plan) ? 7 : 2 }));
    const context = await browser.newContext({ viewport: WIDE, ...options });
    const page = await context.newPage();
    const happened: string[] = [];
    const url = pathToFileURL(file).href;
    page.on('request', (request) => request.url() !== url && happened.push(`asked for ${request.url()}`));
    page.on('console', (message) => happened.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => happened.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => happened.push(`dialog: ${dialog.message()}`));
    await page.goto(url);
    return { page, happened, close: () => context.close() };
  }

  it.each(Object.entries(SHOWN))(
    'asks nobody, makes no noise, has nothing in it that came along and fits a phone, of %s',
    async (_, plan) => {
      const { page, happened, close } = await open(plan);
      const found = await page.evaluate<Found>(INVENTORY);
      expect(found.names.filter((name) => !ELEMENTS.has(name))).toEqual([]);
      expect(found.attributes.filter((name) => !ATTRIBUTES.has(name))).toEqual([]);
      expect(found.scripts).toBe(1);
      expect(found.targets.filter((href) => !/^#[a-z]+(-[a-z0-9]+)?$/.test(href))).toEqual([]);
      await page.evaluate(OPEN_ALL);
      for (const viewport of [WIDE, NARROW]) {
        await page.setViewportSize(viewport);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      }
      expect(happened).toEqual([]);
      await close();
    },
  );

  it.each<readonly [string, readonly (readonly ['light' | 'dark', typeof WIDE])[]]>([
    [
      'the largest example',
      [
        ['light', WIDE],
        ['dark', NARROW],
      ],
    ],
    [
      'a plan that is refused',
      [
        ['dark', WIDE],
        ['light', NARROW],
      ],
    ],
    [
      'drift',
      [
        ['light', WIDE],
        ['dark', WIDE],
      ],
    ],
  ])('is sound for axe, of %s', async (name, looks) => {
    // The page lets in no script of others, which axe is.
    const { page, close } = await open(SHOWN[name] as Plan, { bypassCSP: true });
    await page.evaluate(OPEN_ALL);
    await page.addScriptTag({ content: axe.source });
    for (const [colorScheme, viewport] of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      const { violations } = await page.evaluate<AxeResults>('axe.run()');
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      expect([colorScheme, viewport.width, ...told]).toEqual([colorScheme, viewport.width]);
    }
    await close();
  });

  it('can be read whole without script, and hides what needs it', async () => {
    const { page, close } = await open(named('drifted'), { javaScriptEnabled: false });
    expect(await page.locator('#filters').isVisible()).toBe(false);
    const changes = page.getByRole('article');
    expect(await changes.count()).toBe(named('drifted').changes.length);
    for (const change of await changes.all()) expect(await change.isVisible()).toBe(true);
    const closed = page.locator('#bindings ~ details');
    await closed.locator('summary').click();
    expect(await closed.locator('dt').first().isVisible()).toBe(true);
    await close();
  });

  it('shows what is looked for: by action, by text, dangers only', async () => {
    const { page, happened, close } = await open(named('drifted'));
    const changes = page.locator('article:visible');
    const all = await changes.count();
    await page.getByLabel('create').uncheck();
    expect(await changes.allInnerTexts()).toEqual([expect.stringContaining('update')]);
    expect(await page.getByRole('status').innerText()).toBe(`Shown: ${all - 1} of ${all}.`);
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await changes.count()).toBe(all);
    await page.getByLabel('with the text').fill('ZONEgroup');
    expect(await changes.allInnerTexts()).toEqual([expect.stringContaining('dnsZoneGroup')]);
    await page.getByLabel('with the text').fill('nothing has this');
    expect(await changes.count()).toBe(0);
    await close();

    const other = await open(named('moves and what is only written down'));
    const dangers = named('moves and what is only written down').changes.filter(
      ({ impact }) => impact.length > 0,
    );
    await other.page.getByLabel('dangers only').check();
    expect(await other.page.locator('article:visible').count()).toBe(dangers.length);
    expect([...happened, ...other.happened]).toEqual([]);
    await other.close();
  });

  it('opens the change that a step or a box leads to, though it was filtered away', async () => {
    const { page, close } = await open(LARGEST);
    const change = page.locator('#change-3');
    expect(await change.locator('.inside').isVisible()).toBe(false);
    await page.locator('.drawing a[href="#change-3"]').click();
    // The page hears of the new fragment a moment later.
    await change.locator('.inside').waitFor({ state: 'visible' });
    await page.getByLabel('with the text').fill('nothing has this');
    await page.evaluate("location.hash = '#change-4'");
    await page.locator('#change-4 .inside').waitFor({ state: 'visible' });
    await close();
  });

  it('is worked with the keyboard alone', async () => {
    const { page, close } = await open(named('geo-replicated, destroyed'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the plan');
    const fold = page.locator('#change-1 details');
    const before = await fold.getAttribute('open');
    await fold.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await fold.getAttribute('open')).not.toBe(before);
    await close();
  });

  it('is printed with everything open', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const { page, close } = await open(LARGEST, { javaScriptEnabled });
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      const closed = page.locator('#change-1 dl').first();
      await closed.waitFor({ state: 'visible' });
      expect((await closed.boundingBox())?.height).toBeGreaterThan(10);
      expect(await page.locator('nav').isVisible()).toBe(false);
      await close();
    }
  });

  it('draws each step of the largest example where it can be read', async () => {
    const { page, close } = await open(LARGEST);
    const boxes = page.locator('.drawing .box');
    expect(await boxes.count()).toBe(stepsIn(LARGEST));
    const texts = await page.locator('.drawing text').evaluateAll((all) =>
      all.map((each) => {
        const box = each.parentElement?.querySelector('rect')?.getBoundingClientRect();
        const own = each.getBoundingClientRect();
        return {
          isInside: box !== undefined && own.right <= box.right && own.bottom <= box.bottom,
          high: own.height,
        };
      }),
    );
    expect(texts.every(({ isInside, high }) => isInside && high >= 9)).toBe(true);
    await close();
  });
});

const OPEN_ALL = "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })";

interface Found {
  readonly names: readonly string[];
  readonly attributes: readonly string[];
  readonly scripts: number;
  readonly targets: readonly string[];
}

const INVENTORY = `(() => {
  const elements = [...document.querySelectorAll('*')];
  return {
    names: [...new Set(elements.map(({ localName }) => localName))],
    attributes: [...new Set(elements.flatMap((each) => each.getAttributeNames()))],
    scripts: document.scripts.length,
    targets: elements.map((each) => each.getAttribute('href')).filter((href) => href !== null),
  };
})()`;

/** Every text of a plan, each of them one that something acts on. */
function hostile(): Plan {
  const plans = Object.entries(PLANS).flatMap(([name, plan]) => (name.startsWith('hostile') ? [plan] : []));
  const all = <Key extends 'changes' | 'drift' | 'waiting'>(key: Key) =>
    plans.flatMap((plan) => [...plan[key]]);
  return {
    ...named('nothing'),
    stack: HOSTILE.join(' '),
    changes: all('changes') as readonly Change[],
    drift: all('drift') as Plan['drift'],
    waiting: all('waiting') as Plan['waiting'],
    outputs: Object.assign({}, ...plans.map(({ outputs }) => outputs)) as Plan['outputs'],
    diagnostics: HOSTILE.map((text) => ({
      ...{
        severity: 'error',
        code: text,
        summary: text,
        detail: text,
        hint: text,
        frame: text,
        address: text,
      },
    })),
  };
}

function stepsIn({ changes }: Plan): number {
  return changes.reduce((sum, { steps }) => sum + steps.length, 0);
}

function isRefused({ changes }: Plan): boolean {
  return changes.some(({ blocked }) => blocked !== undefined);
}

const ELEMENTS = new Set([
  ...[
    'html',
    'head',
    'meta',
    'title',
    'style',
    'body',
    'script',
    'header',
    'nav',
    'main',
    'section',
    'article',
  ],
  ...[
    'footer',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'p',
    'a',
    'div',
    'span',
    'ul',
    'ol',
    'li',
    'dl',
    'dt',
    'dd',
    'pre',
  ],
  ...['code', 'del', 'ins', 'details', 'summary', 'fieldset', 'legend', 'label', 'input', 'button', 'output'],
  ...['svg', 'defs', 'marker', 'path', 'g', 'rect', 'text'],
]);

const ATTRIBUTES = new Set([
  ...[
    'lang',
    'charset',
    'http-equiv',
    'content',
    'name',
    'class',
    'id',
    'href',
    'hidden',
    'type',
    'value',
    'checked',
  ],
  ...['open', 'tabindex', 'role', 'aria-label', 'aria-labelledby', 'aria-hidden'],
  ...['data-kind', 'data-danger', 'data-list'],
  ...['width', 'height', 'viewBox', 'preserveAspectRatio', 'x', 'y', 'rx', 'd', 'orient', 'refX', 'refY'],
  ...['markerUnits', 'markerWidth', 'markerHeight', 'marker-end'],
]);
