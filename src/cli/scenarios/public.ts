import {
  file,
  IN_WESTEUROPE,
  NAMED_REGISTRY,
  OWN_GROUP,
  opening,
  REGISTRY,
  STACK,
  SUBSCRIPTION,
} from './paragraphs.ts';

const RANGE = { name: 'ALLOWED_IP_RANGE', hint: ['the public addresses that your clients come from'] };

export const text = file(
  opening('A registry without private endpoints, which some public IP ranges reach and nobody else.', [
    SUBSCRIPTION,
    REGISTRY,
    RANGE,
  ]),
  STACK,
  IN_WESTEUROPE,
  OWN_GROUP,
  `\
${NAMED_REGISTRY}\
    sku: Premium # IP ranges need it
    network:
      publicAccess: selected # from the ranges below; enabled would be from everywhere
      # IPv4 as the internet sees it, behind any NAT of yours. This list is all there is: a range
      # that somebody adds in the portal is drift, and is taken out again. A single address is
      # written without /32.
      allowedIpRanges:
        - \${ALLOWED_IP_RANGE:?a public IPv4 address or range of yours}
      trustedServices: true # Defender for Cloud and its like reach it, whatever the ranges
      # With them a firewall on the way to the registry opens for two hosts, NAME.azurecr.io and
      # NAME.westeurope.data.azurecr.io, and not for all of Azure's storage.
      dataEndpoints: true
`,
);
