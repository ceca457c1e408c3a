import '../../src/features/certificates/self-signed.ts';
import { readFileSync } from 'node:fs';
import { GROUP } from '../lab.ts';
import { type Edits, edited } from './stacks.ts';

/** The examples with a public front, in one region and in two. */
const [ONE, TWO] = ['public-front', 'public-front-multi-region'].map((name) =>
  readFileSync(new URL(`../../examples/${name}/acrctl.yaml`, import.meta.url), 'utf8'),
) as [string, string];

export const AT = {
  registry: 'registries.contosoimages',
  front: 'publicFronts.images',
  waf: 'publicFronts.images.waf',
  region: 'publicFronts.images.regions.westeurope',
  address: 'publicFronts.images.regions.westeurope.publicAddress',
  policy: 'publicFronts.images.regions.westeurope.wafPolicy',
  vault: 'keyVaults.kv-contosoimages-tls',
} as const;

const NETWORK = `${GROUP}/providers/Microsoft.Network`;

export const ID = {
  gateway: `${NETWORK}/applicationGateways/images-westeurope-agw`,
  policy: `${NETWORK}/ApplicationGatewayWebApplicationFirewallPolicies/images-westeurope-waf`,
  address: `${NETWORK}/publicIPAddresses/images-westeurope-pip`,
  zone: `${NETWORK}/dnsZones/contoso.com`,
  subnet: `${NETWORK}/virtualNetworks/vnet-hub/subnets/gateway`,
  identity: `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/images-front`,
  vault: `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-contosoimages-tls`,
} as const;

export function withFront(edits: Edits = {}): string {
  return edited(ONE, edits);
}

export function withRegions(edits: Edits = {}): string {
  return edited(TWO, edits);
}
