import type { PriorEntry } from '../core/desired.ts';
import type { LiveObjects, ReadTarget } from '../core/resource-type.ts';
import { armCheck, type Check, failed, type PlannedCheck, type RegistryCredential } from '../core/verify.ts';
import { foldId } from '../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../providers/azure/arm-types.ts';
import type { CloudName } from '../providers/azure/clouds.ts';
import { verifyDomains } from './custom-domains/verify.ts';
import { verifyServedDomains } from './custom-domains/verify-served.ts';
import { verifyEncryption } from './encryption/verify.ts';
import type { Placed, PlacedRegistry } from './placed.ts';
import { verifyPrivateLink } from './private-link/verify.ts';
import { verifyPrivateNames } from './private-link/verify-dns.ts';
import { verifyProxy } from './private-link/verify-proxy.ts';
import { verifyFronts } from './public-front/verify.ts';
import { verifyFrontAnswers } from './public-front/verify-answers.ts';
import { verifyServedFronts } from './public-front/verify-served.ts';
import type { ImageReference } from './registry/image-reference.ts';
import { verifyRegistry } from './registry/verify.ts';
import { verifyPublicAccess } from './registry/verify-access.ts';
import { verifyPublicNames } from './registry/verify-name.ts';
import { verifyCertificates } from './registry/verify-tls.ts';

/** What the checks of a run are made from: what the file says, and what Azure Resource Manager told in one round of reads. */
export interface Verifying {
  readonly placed: Placed;
  readonly cloud: CloudName;
  readonly prior: readonly PriorEntry[];
  readonly live: LiveObjects;
  /** The wall clock, for ages and days left. */
  readonly nowMs: number;
  /** Part of it is pulled; nothing is where there is none. */
  readonly image: ImageReference | undefined;
  /** The variable that sends clients of this machine through a proxy to a host; absent where nobody is to ask. */
  readonly proxyFor?: ((host: string) => string | undefined) | undefined;
  /** Without one nobody logs in. */
  readonly credential?: RegistryCredential;
}

/** The checks of one feature, beside it in its `verify*.ts`. */
export interface Verifier {
  /** What has to be read for them, beside the registry itself. */
  reads(registry: PlacedRegistry, placed: Placed): readonly ReadTarget[];
  /** Of a registry that is there. */
  checks(registry: PlacedRegistry, verifying: Verifying): readonly Check[];
}

/** In the order in which they are told: what others build on comes first. */
const VERIFIERS: readonly Verifier[] = [
  verifyPrivateLink,
  verifyEncryption,
  verifyPublicAccess,
  verifyProxy,
  verifyPrivateNames,
  verifyPublicNames,
  verifyCertificates,
  verifyRegistry,
  verifyDomains,
  verifyServedDomains,
  verifyFronts,
  verifyServedFronts,
  verifyFrontAnswers,
];

/** Everything that the checks look at in Azure Resource Manager. */
export function verifyReads(registries: readonly PlacedRegistry[], placed: Placed): readonly ReadTarget[] {
  return registries.flatMap((registry) => [
    { type: ARM_TYPE.registry, id: registry.id },
    ...VERIFIERS.flatMap((verifier) => verifier.reads(registry, placed)),
  ]);
}

/** All checks of these registries, registry by registry. */
export function verifyChecks(
  registries: readonly PlacedRegistry[],
  verifying: Verifying,
): readonly PlannedCheck[] {
  return registries.flatMap((registry) => {
    const checks = verifying.live.has(foldId(registry.id))
      ? VERIFIERS.flatMap((verifier) => verifier.checks(registry, verifying))
      : [absent(registry)];
    return checks.map((check) => ({ ...check, registry: registry.address }));
  });
}

function absent({ address, name, isExisting }: PlacedRegistry): Check {
  return armCheck(
    {
      name: 'registry.exists',
      address,
      about: null,
      proves: 'The registry is there.',
      how: 'Azure Resource Manager was asked for it.',
      requirements: [],
    },
    failed('ACR2501', {
      found: `there is no registry ${name}, so that nothing else of it was looked at`,
      advice: isExisting
        ? 'The file says that others make it (existing: true): ask them, or correct its name, group or subscription.'
        : 'Make it first: acrctl apply',
    }),
  );
}
