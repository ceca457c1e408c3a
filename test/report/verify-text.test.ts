import { expect, it } from 'vitest';
import type { CheckResult } from '../../src/core/verify.ts';
import { PLAIN } from '../../src/report/style.ts';
import { verifyText } from '../../src/report/verify-text.ts';
import { failed, passed } from '../contract/verify-renderer.ts';

const WHY = 'the emulator has no network: --resolver and --connect name servers that stand in for one';
const skipped: CheckResult = { ...passed, status: 'skipped', found: WHY };
const elsewhere: CheckResult = { ...skipped, registry: 'registries.contosobuild' };

it('says once for each registry what keeps its checks from being made, and counts them', () => {
  const checks = [
    ...[passed, skipped, failed, skipped, skipped],
    ...[elsewhere, { ...elsewhere, found: 'no token, so no login' }],
  ];
  const text = verifyText({ stack: 'images-prod', checks }, { width: 80, style: PLAIN });
  expect(text.split('\n').filter((line) => /^ {2}[✔✘-]|^ {4}\S|^\S/.test(line))).toEqual([
    'verify images-prod                                 7 checks, 1 failed, 5 skipped',
    'registries.contosoimages',
    '  ✔ contosoimages.azurecr.io leads to 10.20.1.5 of hub',
    '  - the emulator has no network: --resolver and --connect name servers that',
    '    stand in for one (3 checks)',
    '  ✘ contosoimages.azurecr.io does not exist (NXDOMAIN) (ACR2503)',
    'registries.contosobuild',
    '  - the emulator has no network: --resolver and --connect name servers that',
    '    stand in for one',
    '  - no token, so no login',
    '1 check failed. 5 checks could not be made.',
  ]);
});
