import { everywhere, hostName, idOf, tags } from './forms.ts';
import { mapOf, object, whole } from './schema.ts';

/** What acrctl sends of public DNS, api-version 2018-05-01. */

export const dnsZone = object({ 'location!': everywhere, tags });

const ttl = whole(1, 2_147_483_647);
const metadata = mapOf('^[^<>%&\\\\?/]{1,512}$', { type: 'string' }, 10);

export const cname = object({
  'properties!': object({
    'TTL!': ttl,
    'CNAMERecord!': object({ 'cname!': hostName }),
    metadata,
  }),
});

export const alias = object({
  'properties!': object({
    'TTL!': ttl,
    'targetResource!': object({ 'id!': idOf('Microsoft.Network/publicIPAddresses') }),
    metadata,
  }),
});
