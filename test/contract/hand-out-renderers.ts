import type {
  AllowedHost,
  AllowList,
  DnsForwarding,
  DnsRecord,
  DomainRecords,
  EndpointRecords,
  FrontRecords,
  RecordList,
} from '../../src/core/hand-out.ts';
import { escapeUnprintable } from '../../src/core/wording.ts';
import { allowListAks } from '../../src/report/allow-list-aks.ts';
import { allowListAzureFirewall } from '../../src/report/allow-list-azure-firewall.ts';
import { allowListSquid } from '../../src/report/allow-list-squid.ts';
import { allowListText } from '../../src/report/allow-list-text.ts';
import { forwardersText } from '../../src/report/forwarders-text.ts';
import { recordsCsv } from '../../src/report/records-csv.ts';
import { recordsText } from '../../src/report/records-text.ts';
import { recordsZoneFile } from '../../src/report/records-zone-file.ts';
import { PLAIN } from '../../src/report/style.ts';
import { readCsv, readSquid, readZoneFile } from '../report/list-readers.ts';
import type { Renderer } from './renderer.ts';
import { HOSTILE } from './shown-plans.ts';

/** The functions that are put to the contract here. */
export const HAND_OUTS = {
  allowListAks,
  allowListAzureFirewall,
  allowListSquid,
  allowListText,
  forwardersText,
  recordsCsv,
  recordsText,
  recordsZoneFile,
};

function endpoint(address: string, more: Partial<EndpointRecords> = {}): EndpointRecords {
  return {
    address,
    registry: 'registries.contosoimages',
    network: 'networks.vnet-hub',
    zone: 'privatelink.azurecr.io',
    manage: 'external',
    connection: 'Approved',
    others: [],
    records: [record('contosoimages', '10.20.1.5'), record('contosoimages.westeurope.data', null)],
    ...more,
  };
}

function record(name: string, address: string | null, leaving = false): DnsRecord {
  return { host: `${name}.azurecr.io`, name, type: 'A', ttl: 10, address, leaving };
}

function hostileEndpoint(text: string): EndpointRecords {
  const records = [record(text, '10.20.1.5', true), record(text, text)].map((each) => ({
    ...each,
    host: text,
  }));
  return endpoint(text, {
    registry: text,
    network: text,
    zone: text,
    connection: text,
    others: [text],
    records,
  });
}

const HUB = 'registries.contosoimages.network.privateEndpoints.hub';
const NORTH = 'registries.contosoimages.network.privateEndpoints.north';

const ENDPOINTS: Readonly<Record<string, readonly EndpointRecords[]>> = {
  'one endpoint': [endpoint(HUB)],
  'two endpoints of one registry': [
    endpoint(HUB, { others: [NORTH], manage: 'zoneGroup' }),
    endpoint(NORTH, { others: [HUB], network: 'networks.vnet-north', connection: null, manage: 'policy' }),
  ],
  'one that waits, and a replica that goes': [
    endpoint(HUB, {
      connection: 'Pending',
      manage: 'records',
      records: [record('contosoimages', null), record('contosoimages.northeurope.data', '10.20.1.6', true)],
    }),
  ],
  ...Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, [hostileEndpoint(text)]])),
};

function domainsOf(text: string, more: Partial<DomainRecords> = {}): DomainRecords {
  const records = [{ host: text, type: 'CNAME' as const, ttl: 3600, target: text }];
  return { address: text, registry: text, zone: text, onboarding: 'requested', records, ...more };
}

function frontOf(text: string, address: string | null, zone: string | null = text): FrontRecords {
  const records = [
    { host: text, type: 'A' as const, ttl: 3600, address },
    { host: text, type: 'CNAME' as const, ttl: 3600, target: text },
  ];
  return { address: text, registry: text, zone, records };
}

const DOMAINS: Readonly<Record<string, readonly DomainRecords[]>> = {
  'domains in a zone of others': [domainsOf('images.contoso.com', { zone: null, onboarding: 'active' })],
  ...Object.fromEntries(HOSTILE.map((text, index) => [`hostile domain ${index}`, [domainsOf(text)]])),
};

const LISTED: Readonly<Record<string, RecordList>> = {
  none: { endpoints: [], domains: [], fronts: [] },
  ...Object.fromEntries(
    Object.entries(ENDPOINTS).map(([name, endpoints]) => [name, { endpoints, domains: [], fronts: [] }]),
  ),
  ...Object.fromEntries(
    Object.entries(DOMAINS).map(([name, domains]) => [name, { endpoints: [], domains, fronts: [] }]),
  ),
  both: {
    endpoints: [endpoint(HUB)],
    domains: [domainsOf('images.contoso.com')],
    fronts: [frontOf('registry.contoso.com', '20.1.2.3')],
  },
  'a front without an address': {
    endpoints: [],
    domains: [],
    fronts: [frontOf('a.contoso.com', null, null)],
  },
  ...Object.fromEntries(
    HOSTILE.map((text, index) => [
      `hostile front ${index}`,
      { endpoints: [], domains: [], fronts: [frontOf(text, index % 2 === 0 ? '20.1.2.3' : text)] },
    ]),
  ),
};

const records = { documents: LISTED };

export const RECORD_RENDERERS: readonly Renderer<RecordList>[] = [
  {
    ...records,
    name: 'the table of records',
    narrowest: 40,
    render: recordsText,
    mustShow: ({ endpoints, domains, fronts }) =>
      [
        ...fronts.flatMap(({ address, zone, records: all }) => [
          address,
          zone ?? 'you: nobody else',
          ...all.flatMap((each) => [
            each.host,
            each.type === 'CNAME' ? `CNAME for ${each.target}` : `A ${each.address ?? 'known after apply'}`,
          ]),
        ]),
        ...domains.flatMap(({ address, zone, onboarding, records: all }) => [
          address,
          zone ?? 'you: nobody else',
          ...(onboarding === 'active' ? [] : [onboarding]),
          ...all.flatMap(({ host, target }) => [host, `CNAME for ${target}`]),
        ]),
        ...endpoints.flatMap((each) => [
          each.address,
          each.network,
          each.zone,
          `dns.manage: ${each.manage}`,
          ...(each.others.length > 0 ? [each.registry, '(1.58)'] : []),
          ...(each.connection === null ? [] : [each.connection === 'Approved' ? '' : each.connection]),
          ...each.records.flatMap(({ name, host, address, leaving }) => [
            name,
            `for ${host}`,
            address ?? missingOf(each.connection),
            ...(leaving ? ['goes with the next apply'] : []),
          ]),
        ]),
        endpoints.length + domains.length + fronts.length === 0
          ? 'no records are needed'
          : `${[...endpoints, ...domains, ...fronts].flatMap((each) => [...each.records]).length} record`,
      ].map(escapeUnprintable),
  },
  {
    ...records,
    name: 'the zone file',
    render: recordsZoneFile,
    drawn: (text) =>
      `${text.replaceAll('\n; ', ' ')}\n${readZoneFile(text)
        .map(({ name, address, target }) => escapeUnprintable(`${name} ${address ?? target}`))
        .join('\n')}`,
    unbroken: (list) => recordsZoneFile(list).split('\n'),
    mustShow: ({ endpoints, domains, fronts }) =>
      [
        ...fronts.flatMap(({ address, zone, records: all }) => [
          address,
          zone ?? 'you: nobody else',
          ...all.map((each) => {
            if (each.type === 'CNAME') return `${asUtf8(each.host)} ${asUtf8(each.target)}`;
            return IPV4.test(each.address ?? '')
              ? `${asUtf8(each.host)} ${each.address}`
              : (each.address ?? 'known after apply');
          }),
        ]),
        ...domains.flatMap(({ address, zone, records: all }) => [
          address,
          zone ?? 'you: nobody else',
          ...all.map(({ host, target }) => `${asUtf8(host)} ${asUtf8(target)}`),
        ]),
        ...endpoints.flatMap(({ address, connection, network, others, zone, records: all }) => [
          address,
          network,
          ...others,
          ...all.flatMap((each) => [
            each.host,
            ...(IPV4.test(each.address ?? '')
              ? [`${each.name === '' ? '' : `${asUtf8(each.name)}.`}${asUtf8(zone)} ${each.address}`]
              : [each.address ?? missingOf(connection)]),
            ...(each.leaving ? ['goes with the next apply'] : []),
          ]),
        ]),
      ].map(escapeUnprintable),
  },
  {
    ...records,
    name: 'the records as CSV',
    render: recordsCsv,
    drawn: (text) =>
      readCsv(text)
        .flatMap((row) => Object.values(row))
        .join('\n'),
    unbroken: (list) => recordsCsv(list).split('\n'),
    mustShow: ({ endpoints, domains, fronts }) =>
      [
        ...fronts.flatMap(({ address, records: all }) => [
          address,
          ...all.flatMap((each) => [
            each.host,
            each.type,
            `${each.ttl}`,
            each.type === 'CNAME' ? each.target : (each.address ?? ''),
          ]),
        ]),
        ...domains.flatMap(({ address, records: all }) => [
          address,
          ...all.flatMap(({ host, type, ttl, target }) => [host, type, `${ttl}`, target]),
        ]),
        ...endpoints.flatMap(({ address, network, zone, records: all }) => [
          ...(all.length === 0 ? [] : [address, network, zone]),
          ...all.flatMap((each) => [each.host, each.name, each.address ?? '', each.leaving ? 'yes' : 'no']),
        ]),
      ].map(escapeUnprintable),
  },
];

function missingOf(connection: string | null): string {
  return connection === 'Pending' ? 'known once approved' : 'known after apply';
}

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/** Half of a character becomes the sign for one that cannot be shown. */
function asUtf8(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}

export const FORWARDERS: Renderer<DnsForwarding> = {
  name: 'the forwarders',
  documents: Object.fromEntries(
    ['azurecr.io', ...HOSTILE].map((text, index) => [
      `text ${index}`,
      {
        domain: text,
        target: text,
        aliases: [text],
        servers: [{ network: text, addresses: [text, '10.20.0.4'] }],
      },
    ]),
  ),
  render: forwardersText,
  unbroken: ({ domain, target }) =>
    forwardersText({ domain, target, aliases: [], servers: [] }, { width: 80, style: PLAIN }).split('\n'),
  mustShow: ({ domain, target, aliases, servers }) =>
    [
      domain,
      target,
      ...aliases,
      ...servers.flatMap(({ network, addresses }) => [network, ...addresses]),
      'only inside Azure',
    ].map(escapeUnprintable),
};

function host(purpose: AllowedHost['purpose'], name: string, leaving = false): AllowedHost {
  return { host: name, port: 443, purpose, leaving };
}

function listOf(text: string): AllowList {
  const address = { host: text, address: text, leaving: false };
  return {
    storage: text,
    shared: [host('login', text), host('management', 'management.azure.com')],
    registries: [
      {
        address: text,
        hosts: [
          host('registry', text),
          host('domain', text),
          host('storage', '*.blob.core.windows.net', true),
        ],
        endpoints: [{ address: text, network: text, addresses: [address, { ...address, address: null }] }],
      },
    ],
  };
}

const LISTS: Readonly<Record<string, AllowList>> = {
  none: { shared: [], registries: [], storage: '' },
  ...Object.fromEntries(
    ['contosoimages.azurecr.io', ...HOSTILE].map((text, index) => [`text ${index}`, listOf(text)]),
  ),
};

const ofHosts = ({ shared, registries }: AllowList) =>
  [...shared, ...registries.flatMap(({ hosts }) => hosts)].map((each) => each.host);

const valuesIn = (text: string) => {
  const texts: string[] = [];
  JSON.parse(text, (_, value) => {
    if (typeof value === 'string') texts.push(value);
    return value;
  });
  return texts.join('\n');
};

const lists = { documents: LISTS };

export const ALLOW_LIST_RENDERERS: readonly Renderer<AllowList>[] = [
  {
    ...lists,
    name: 'the allow list',
    narrowest: 40,
    render: allowListText,
    drawn: (text) => text.replaceAll('\n# ', ' '),
    unbroken: (list) => allowListText(list, { width: 80, style: PLAIN }).split('\n'),
    mustShow: (list) =>
      [
        ...ofHosts(list),
        ...list.registries.flatMap(({ address, endpoints }) => [
          address,
          ...endpoints.flatMap((each) => [
            each.address,
            each.network,
            ...each.addresses.map((one) => one.host),
          ]),
        ]),
        list.registries.length === 0 ? 'no registry' : '(1.69)',
      ].map(escapeUnprintable),
  },
  {
    ...lists,
    name: 'the lines for Squid',
    render: allowListSquid,
    drawn: (text) =>
      `${text.replaceAll('\n# ', ' ')}\n${readSquid(text)
        .map((each) => each.replace(/^\./, '*.'))
        .join('\n')}`,
    unbroken: (list) => allowListSquid(list).split('\n'),
    mustShow: (list) =>
      [...ofHosts(list), ...list.registries.map(({ address }) => address)].map(escapeUnprintable),
  },
  {
    ...lists,
    name: 'the rules for Azure Firewall',
    render: allowListAzureFirewall,
    drawn: valuesIn,
    unbroken: (list) => allowListAzureFirewall(list).split('\n'),
    mustShow: (list) => [...ofHosts(list), ...list.registries.map(({ address }) => address)],
  },
  {
    ...lists,
    name: 'the hosts for AKS',
    render: allowListAks,
    drawn: valuesIn,
    unbroken: (list) => allowListAks(list).split('\n'),
    mustShow: ({ registries }) =>
      registries.flatMap(({ endpoints }) =>
        endpoints.flatMap(({ addresses }) => addresses.map((each) => each.host)),
      ),
  },
];
