import { entryKeys, type SchemaFragment } from '../entry-schema.ts';

export const dnsSchema: SchemaFragment = {
  sections: {
    dnsZones: {
      title: 'Public DNS zones',
      description:
        'The public DNS zones of the stack in Azure DNS: those that acrctl makes, and with existing: true those of others. The key is the zone name unless name says otherwise. What custom domains need is written into them; all other records stay as they are.',
      type: 'object',
      additionalProperties: { $ref: '#/$defs/DnsZone' },
      'x-list': true,
      examples: [{ 'contoso.com': { existing: true, resourceGroup: 'rg-dns' } }],
    },
  },
  definitions: {
    DnsZone: {
      title: 'Public DNS zone',
      description:
        'A zone of the public DNS. Zones are global: they have no region. A zone that acrctl makes answers nobody until its parent zone names its name servers, which the outputs of a plan show: whoever owns the parent zone, or the registrar, has to enter them.',
      type: 'object',
      additionalProperties: false,
      properties: entryKeys(
        'name',
        'subscription',
        'resourceGroup',
        'tags',
        'existing',
        'adopt',
        'protect',
        'ignore',
      ),
    },
  },
};
