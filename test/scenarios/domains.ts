// Loaded before any virtual clock runs: what a run loads by itself takes real time, in which such a clock goes on for hours.
import '../../src/features/certificates/self-signed.ts';
import { readFileSync } from 'node:fs';
import { domainTicket } from '../../src/features/custom-domains/ticket.ts';
import { domainTargets, ownerOf } from '../../src/features/custom-domains/verify.ts';
import { placeEntries } from '../../src/features/placement.ts';
import { replicaList } from '../../src/features/private-link/replica-places.ts';
import { cloudOf } from '../../src/features/scope.ts';
import { EMULATOR_TENANT } from '../../src/providers/azure/token-source.ts';
import { GROUP, type Lab, REGISTRY } from '../lab.ts';
import { requireValid } from '../schemas/check.ts';
import { type Edits, edited } from './stacks.ts';

/** The example with custom domains in two regions: `examples/custom-domain`. */
const EXAMPLE = readFileSync(new URL('../../examples/custom-domain/acrctl.yaml', import.meta.url), 'utf8');

export const AT = {
  registry: 'registries.contosoimages',
  replica: 'registries.contosoimages.replications.northeurope',
  domains: 'registries.contosoimages.customDomains',
  onboarding: 'registries.contosoimages.customDomains.onboarding',
  vault: 'keyVaults.kv-contosoimages-tls',
  zone: 'dnsZones["contoso.com"]',
} as const;

export const ID = {
  registry: REGISTRY,
  vault: `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-contosoimages-tls`,
  zone: `${GROUP}/providers/Microsoft.Network/dnsZones/contoso.com`,
  identity: `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/images-tls`,
} as const;

export function withDomains(edits: Edits = {}): string {
  return edited(EXAMPLE, edits);
}

/** The registry reads its certificates as an identity that was made for it. */
export const BY_USER: Edits = {
  identities: { 'images-tls': {} },
  [`${AT.registry}.identity`]: { user: ['images-tls'] },
  [`${AT.domains}.identity`]: 'images-tls',
};

export const BY_POLICIES: Edits = { [`${AT.vault}.authorization`]: 'accessPolicies' };

export const REQUESTED: Edits = { [AT.onboarding]: 'requested' };

/** The ticket of the registry of the example, as the command makes it. */
export async function ticketOf(lab: Lab, text: string) {
  const targets = (config: Parameters<typeof placeEntries>[0]) => {
    const owner = ownerIn(config);
    return [
      { type: 'Microsoft.ContainerRegistry/registries', id: REGISTRY },
      replicaList(owner.registry),
      ...domainTargets(owner, placeEntries(config)),
    ];
  };
  const { config, prior, live } = await lab.look(text, targets);
  const placed = placeEntries(config);
  const verifying = { placed, cloud: cloudOf(config), prior, live, nowMs: 0, image: undefined };
  const ticket = domainTicket(ownerIn(config), verifying, EMULATOR_TENANT);
  requireValid('ticketCustomDomain', { stack: config.stack, exitCode: ticket.ready ? 0 : 1, ...ticket });
  return ticket;
}

function ownerIn(config: Parameters<typeof placeEntries>[0]) {
  const [registry] = placeEntries(config).registries;
  const owner = registry && ownerOf(registry);
  if (owner === undefined) throw new Error('The file has no registry with domains.');
  return owner;
}
