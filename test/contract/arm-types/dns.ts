import { everywhere, hostName, tags } from './forms.ts';
import { mapOf, object, whole } from './schema.ts';

/** What acrctl sends of public DNS, api-version 2018-05-01. */

export const dnsZone = object({ 'location!': everywhere, tags });

export const cname = object({
  'properties!': object({
    'TTL!': whole(1, 2_147_483_647),
    'CNAMERecord!': object({ 'cname!': hostName }),
    metadata: mapOf('^[^<>%&\\\\?/]{1,512}$', { type: 'string' }, 10),
  }),
});
