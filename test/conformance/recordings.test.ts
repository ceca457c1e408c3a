import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCassettes } from '../../scripts/conformance/cassette.ts';
import { MASKS } from '../../scripts/conformance/masks.ts';
import { type Judged, type Measured, measure } from '../../scripts/conformance/measure.ts';
import { mutantsOf } from '../../scripts/conformance/mutants.ts';
import { withFigures } from '../../scripts/conformance/page.ts';
import { isAlike, maskedShare, reportOf } from '../../scripts/conformance/report.ts';

/** Recorded traffic of real ARM; absent on a fresh clone. */
const folder = fileURLToPath(new URL('../../../shared/recordings/', import.meta.url));

/** Types of which less than 95 in 100 are alike, and why. */
const BELOW: Readonly<Record<string, string>> = {
  'key vault data plane keys':
    'four of 51 lists show a key that was restored, which is not built, two a page of versions whose order is drawn',
  'microsoft.authorization/roleassignments': 'one list of 14 shows what was granted above the group',
  'microsoft.insights/diagnosticsettings':
    'three of 20 are of settings of a whole subscription, whose making is not recorded, one shows a place that its making did not',
  'microsoft.keyvault/deletedvaults':
    'all eleven are pages of a list of what many others had deleted in the subscription of the tests',
  'microsoft.keyvault/vaults':
    'five of 72 show a vault as requests had made it that are not recorded, one is read while its group goes',
  'microsoft.network/applicationgateways':
    '23 of 344 show a certificate whose file is scrubbed, or what was read out of one, most of the other 22 a gateway as a deployment made it that is not recorded',
  'microsoft.network/dnszones':
    'five of 46 are pages of a list of what others had in the subscription of the tests, six show a signed zone, which is not built',
  'microsoft.network/virtualnetworks/subnets':
    'eight of 160 show what stands in them by requests that are not recorded, two were refused because of such a one',
};

describe.skipIf(!existsSync(folder))('recorded traffic of Azure Resource Manager', () => {
  let measured: Measured;
  let routed: readonly Judged[];
  beforeAll(async () => {
    measured = await measure(readCassettes(folder));
    routed = measured.judged.filter(({ isRouted }) => isRouted);
    // Ten seconds, which is the rule, are too few where others need the processor too.
  }, 180_000);

  it('is answered as docs/conformance.md says', () => {
    const page = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8');
    expect(withFigures(page, 'replay', reportOf(measured))).toBe(page);
  });

  it('is answered alike, at least 95 in 100 of every type that has routes', () => {
    const below = [...Map.groupBy(routed, ({ type }) => type)]
      .filter(([, judged]) => judged.filter(isAlike).length < 0.95 * judged.length)
      .map(([type]) => type);
    expect(below.sort()).toEqual(Object.keys(BELOW).sort());
  });

  it('is masked in no more than a tenth of its values, by masks that all hide something', () => {
    expect(maskedShare(routed)).toBeLessThan(0.1);
    const idle = MASKS.filter(({ type }) => !routed.some((judged) => type.test(judged.type)));
    expect(idle).toEqual([]);
  });

  it.each([1, 2, 3])('is judged so that 99 changes in 100 are noticed, seed %d', (seed) => {
    const mutants = mutantsOf(measured.judged, seed);
    const noticed = mutants.filter(({ isReported }) => isReported);
    expect(noticed.length / mutants.length).toBeGreaterThan(0.99);
  });
});
