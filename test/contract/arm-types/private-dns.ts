import { everywhere, ipAddress, reference, tags } from './forms.ts';
import { flag, list, mapOf, object, oneOf, whole } from './schema.ts';

/** What acrctl sends of private DNS, api-version 2024-06-01. */

export const zone = object({ 'location!': everywhere, tags });

export const link = object({
  'location!': everywhere,
  tags,
  'properties!': object({
    'virtualNetwork!': reference('Microsoft.Network/virtualNetworks'),
    'registrationEnabled!': flag,
    resolutionPolicy: oneOf('Default', 'NxDomainRedirect'),
  }),
});

export const record = object({
  'properties!': object({
    'ttl!': whole(1, 2_147_483_647),
    'aRecords!': list(object({ 'ipv4Address!': ipAddress })),
    metadata: mapOf('^[^<>%&\\\\?/]{1,512}$', { type: 'string' }, 10),
  }),
});
