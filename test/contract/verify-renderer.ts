import type { CheckResult } from '../../src/core/verify.ts';
import { escapeUnprintable } from '../../src/core/wording.ts';
import { type ShownVerification, verifyText } from '../../src/report/verify-text.ts';
import { AT } from '../scenarios/stacks.ts';
import type { Renderer } from './renderer.ts';
import { HOSTILE } from './shown-plans.ts';

export const passed: CheckResult = {
  name: 'dns.private',
  registry: AT.registry,
  address: AT.registry,
  about: 'contosoimages.azurecr.io',
  proves: 'Clients here are led to the private endpoint, by both hops.',
  how: 'The DNS server was asked for the host, hop by hop.',
  requirements: ['1.49', '1.50'],
  status: 'passed',
  found: 'contosoimages.azurecr.io leads to 10.20.1.5 of hub',
  evidence: ['contosoimages.azurecr.io -> contosoimages.privatelink.azurecr.io -> 10.20.1.5 (10.20.0.4)'],
  code: null,
  advice: null,
};
export const failed: CheckResult = {
  ...passed,
  status: 'failed',
  found: 'contosoimages.azurecr.io does not exist (NXDOMAIN)',
  evidence: ['contosoimages.azurecr.io -> contosoimages.privatelink.azurecr.io (10.20.0.4)'],
  code: 'ACR2503',
  advice: 'A private zone answers, and has no record for it. Somebody else keeps it:\nacrctl records',
};
const of = (...checks: readonly CheckResult[]): ShownVerification => ({ stack: 'images-prod', checks });

export const VERIFICATION: Renderer<ShownVerification> = {
  name: 'what verify found',
  documents: {
    'all is well': of(passed),
    'a check that failed': of(passed, failed),
    'a warning, and one that nobody made': of(
      { ...failed, status: 'warning' },
      { ...passed, status: 'skipped' },
    ),
    'two registries': of(passed, { ...failed, registry: 'registries.contosobuild' }),
    'nothing to check': of(),
    ...Object.fromEntries(
      HOSTILE.map((text, index) => [
        `hostile text ${index}`,
        of({ ...failed, found: text, evidence: [text], advice: text, registry: text }, passed),
      ]),
    ),
  },
  render: verifyText,
  mustShow: ({ stack, checks }) =>
    [
      stack,
      ...checks.map(({ found }) => found),
      ...checks.flatMap(({ status, evidence, advice, code }) =>
        status === 'failed' || status === 'warning'
          ? [...evidence, ...(advice ?? '').split('\n'), code ?? '']
          : [],
      ),
    ].map(escapeUnprintable),
};
