import type { JsonObject } from '../../core/json.ts';
import { EXTERNAL } from '../custom-domains/schema.ts';
import { diagnosticsOf } from '../diagnostics/schema.ts';
import { entryKeys, type SchemaFragment } from '../entry-schema.ts';

/** What counts where the file is silent; the reasons stand in the descriptions below. */
export const FRONT_DEFAULTS = {
  allowPush: false,
  capacity: { min: 1, max: 10 },
  ttl: 60,
  waf: {
    mode: 'Prevention',
    ruleSet: { type: 'Microsoft_DefaultRuleSet', version: '2.1' },
    unmapped: 'allow',
  },
} as const;

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

function host(title: string, description: string, example: string): JsonObject {
  return {
    title,
    description,
    type: 'string',
    pattern: `^(?!.{254})${LABEL}(?:\\.${LABEL})*\\.(?![0-9]+$)${LABEL}$`,
    'x-expected': `a host name in lower case such as ${example}`,
    examples: [example],
  };
}

function ipRanges(title: string, description: string, requirement: string): JsonObject {
  return {
    title,
    description,
    type: 'array',
    minItems: 1,
    // application-gateway.md 3: ranges for each IPMatch condition.
    maxItems: 600,
    items: { type: 'string', 'x-expected': 'an IPv4 address or range such as 203.0.113.0/24' },
    examples: [['203.0.113.0/24']],
    'x-requirements': [requirement],
  };
}

const certificate: JsonObject = {
  title: 'Certificate',
  description:
    'The certificate that the gateway shows for the host: VAULT/NAME, an entry of certificates of a vault of this file with format: pfx; or the secret id of one in a vault that this file does not list, https://VAULT.vault.azure.net/secrets/NAME. Without a version, so that the gateway takes a renewed one by itself within 4 hours.',
  type: 'string',
  pattern: '^(?:[Hh][Tt][Tt][Pp][Ss]?://.*|[^/]+/[^/]+)$',
  'x-expected': 'VAULT/NAME, or a secret id such as https://kv-tls.vault.azure.net/secrets/registry',
  examples: ['kv-contosoimages-tls/registry', 'https://kv-tls.vault.azure.net/secrets/registry'],
  'x-requirements': ['2.11e'],
};

const capacity: JsonObject = {
  title: 'Capacity',
  description:
    'Between how many instances the gateway scales by itself. Azure bills a minimum all the time, and takes 6 to 7 minutes to add one: the default keeps one ready and bounds the bill.',
  type: 'object',
  additionalProperties: false,
  properties: {
    min: {
      title: 'At least',
      description: 'Instances that are always there. With 0 the first client after a pause waits for one.',
      type: 'integer',
      minimum: 0,
      maximum: 100,
      default: FRONT_DEFAULTS.capacity.min,
    },
    max: {
      title: 'At most',
      description: 'The subnet needs an address for each, and 5 that Azure keeps.',
      type: 'integer',
      minimum: 2,
      maximum: 125,
      default: FRONT_DEFAULTS.capacity.max,
    },
  },
  examples: [FRONT_DEFAULTS.capacity],
};

const geo: JsonObject = {
  title: 'Country filter',
  description:
    'Who gets in by where the address is. Azure judges the address that connects: behind another proxy that is the proxy. In Detection mode nobody is kept out.',
  type: 'object',
  additionalProperties: false,
  required: ['mode', 'countries'],
  'x-requirements': ['2.26'],
  properties: {
    mode: {
      title: 'Mode',
      description: 'block: these countries get 403. allow: all others do.',
      type: 'string',
      enum: ['block', 'allow'],
      'x-requirements': ['2.26'],
    },
    countries: {
      title: 'Countries',
      description: 'By the two letters of ISO 3166-1. Territories count on their own: HK, MO, PR, GF.',
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', 'x-expected': 'a country code of ISO 3166-1 such as KP' },
      examples: [['KP', 'SY']],
      'x-requirements': ['2.26'],
    },
    unmapped: {
      title: 'Addresses of no country',
      description:
        'What becomes of addresses that Azure knows no country for. allow, since Microsoft advises so: new ranges of anybody are among them. block keeps them out, too.',
      type: 'string',
      enum: ['allow', 'block'],
      default: FRONT_DEFAULTS.waf.unmapped,
    },
  },
  examples: [{ mode: 'block', countries: ['KP', 'SY'] }],
};

const exclusion: JsonObject = {
  title: 'Exclusion',
  description: 'A part of requests that the rule set does not look into.',
  type: 'object',
  additionalProperties: false,
  required: ['variable', 'operator', 'selector'],
  properties: {
    variable: {
      title: 'Variable',
      description: 'What is left out, as Azure spells it.',
      type: 'string',
      enum: [
        'RequestArgKeys',
        'RequestArgNames',
        'RequestArgValues',
        'RequestCookieKeys',
        'RequestCookieNames',
        'RequestCookieValues',
        'RequestHeaderKeys',
        'RequestHeaderNames',
        'RequestHeaderValues',
      ],
    },
    operator: {
      title: 'Operator',
      description: 'How the name is compared with selector.',
      type: 'string',
      enum: ['Contains', 'EndsWith', 'Equals', 'EqualsAny', 'StartsWith'],
    },
    selector: {
      title: 'Selector',
      description: 'The name, or a part of it.',
      type: 'string',
      pattern: '.',
      'x-expected': 'a name',
    },
  },
  examples: [{ variable: 'RequestHeaderNames', operator: 'Equals', selector: 'x-trace' }],
};

const waf: JsonObject = {
  title: 'Web application firewall',
  description: 'One policy for each region, all alike.',
  type: 'object',
  additionalProperties: false,
  'x-requirements': ['2.3'],
  properties: {
    mode: {
      title: 'Mode',
      description:
        'Prevention: what breaks a rule gets 403. Detection: it is logged and let through, also what geo and the ranges are to keep out. Prevention, since a front is there to keep out; Azure itself would leave a policy switched off.',
      type: 'string',
      enum: ['Prevention', 'Detection'],
      default: FRONT_DEFAULTS.waf.mode,
      'x-requirements': ['2.3'],
    },
    ruleSet: {
      title: 'Rule set',
      description:
        'The rules of Microsoft that requests are judged by. The default is the newest that recorded traffic of Azure shows; a newer version may know other rules.',
      type: 'object',
      additionalProperties: false,
      required: ['type', 'version'],
      properties: {
        type: {
          title: 'Type',
          description: 'As Azure spells it.',
          type: 'string',
          enum: ['Microsoft_DefaultRuleSet', 'OWASP'],
        },
        version: {
          title: 'Version',
          description: '2.1 or 2.2 of Microsoft_DefaultRuleSet, 3.2 of OWASP.',
          type: 'string',
          enum: ['2.1', '2.2', '3.2'],
        },
      },
      examples: [FRONT_DEFAULTS.waf.ruleSet],
      'x-requirements': ['2.3'],
    },
    geo,
    blockedIpRanges: ipRanges(
      'Blocked ranges',
      'IPv4 addresses and ranges that get 403 wherever they are.',
      '2.27',
    ),
    allowedIpRanges: ipRanges(
      'Allowed ranges',
      'Where written, nobody but these gets in; geo and blockedIpRanges hold for them all the same.',
      '2.27',
    ),
    exclusions: {
      title: 'Exclusions',
      description:
        'What the rule set leaves out beside the form fields and query arguments with tokens and signatures of registries, which acrctl always leaves out: random text in them may look like an attack.',
      type: 'array',
      // application-gateway.md 3: 200 for each gateway, of which acrctl takes 8.
      maxItems: 192,
      items: exclusion,
      examples: [[{ variable: 'RequestHeaderNames', operator: 'Equals', selector: 'x-trace' }]],
      'x-requirements': ['2.11g'],
    },
  },
  examples: [{ geo: { mode: 'block', countries: ['KP'] } }],
};

const trafficManager: JsonObject = {
  title: 'Traffic Manager',
  description:
    'Leads clients of the host to one of the regions, by DNS; each gateway shows the certificate of the host. Needed with several regions. Each gateway is asked for /v2/ with the host, over HTTPS: 401 is the healthy answer, since Azure asks without a token; where countries or ranges are kept out 403 is, too, since that may be what Azure gets.',
  type: 'object',
  additionalProperties: false,
  required: ['routing'],
  properties: {
    routing: {
      title: 'Routing',
      description:
        'performance: to the region that is nearest by latency. priority: to the first by priority that is healthy. weighted: by weight.',
      type: 'string',
      enum: ['performance', 'priority', 'weighted'],
      'x-requirements': ['2.30'],
    },
    name: {
      title: 'Name of the profile in DNS',
      description:
        'NAME.trafficmanager.net, unique in all of Azure; it never changes once the profile exists. Left out: the key of the front and eight letters that follow from its place.',
      type: 'string',
      pattern: '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$',
      'x-expected': 'a DNS label in lower case such as contoso-images',
      examples: ['contoso-images'],
    },
    ttl: {
      title: 'Time to live',
      description:
        'In seconds: so long clients stay with a region that has failed. The default is short, since a pull asks for the name once.',
      type: 'integer',
      minimum: 0,
      maximum: 2_147_483_647,
      default: FRONT_DEFAULTS.ttl,
    },
  },
  examples: [{ routing: 'performance' }],
};

const region: JsonObject = {
  title: 'Region of a front',
  description: 'A gateway with its public address and its WAF policy, in the region that is the key.',
  type: 'object',
  additionalProperties: false,
  required: ['subnet', 'privateEndpoint', 'dataHost', 'certificates'],
  properties: {
    subnet: {
      title: 'Subnet',
      description:
        'NETWORK/SUBNET for the instances of the gateway, in this region and for nothing else: Azure refuses a subnet with anything in it but gateways. A /24 fits every capacity.',
      type: 'string',
      pattern: '^[^/]+/[^/]+$',
      'x-expected': 'NETWORK/SUBNET, both keys of this file',
      examples: ['vnet-hub/gateway'],
      'x-requirements': ['2.9'],
    },
    privateEndpoint: {
      title: 'Private endpoint',
      description:
        'The key of a private endpoint of the registry in the network of the subnet: by it the gateway reaches the registry.',
      type: 'string',
      'x-expected': 'the key of a private endpoint of the registry',
      examples: ['hub'],
      'x-requirements': ['2.10'],
    },
    dataHost: {
      ...host(
        'Data host',
        'The public name for layers of this region: not that of the registry, nor below it.',
        'registry-data.contoso.com',
      ),
      'x-requirements': ['2.11b', '2.22'],
    },
    certificates: {
      title: 'Certificates',
      description: 'Of the two listeners. One that covers both hosts may stand for both.',
      type: 'object',
      additionalProperties: false,
      required: ['registry', 'data'],
      properties: { registry: certificate, data: certificate },
      examples: [{ registry: 'kv-contosoimages-tls/registry', data: 'kv-contosoimages-tls/registry' }],
    },
    capacity,
    priority: {
      title: 'Priority',
      description: 'With routing: priority, the lowest number first. Each region has its own.',
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      'x-requirements': ['2.30'],
    },
    weight: {
      title: 'Weight',
      description: 'With routing: weighted, the share of clients.',
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      'x-requirements': ['2.30'],
    },
    zones: {
      title: 'Availability zones',
      description:
        'Zones for the gateway and its address. They are chosen when it is made. Left out, Azure decides.',
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', enum: ['1', '2', '3'] },
      examples: [['1', '2', '3']],
      'x-requirements': ['2.11a'],
    },
  },
};

export const publicFrontSchema: SchemaFragment = {
  sections: {
    publicFronts: {
      title: 'Public fronts',
      description:
        'Public names in front of private registries: an Application Gateway with a web application firewall terminates TLS, reaches the registry by its private endpoint, and rewrites what the registry says of its own hosts, so that clients need no name of Azure.',
      type: 'object',
      additionalProperties: { $ref: '#/$defs/PublicFront' },
      examples: [
        {
          images: {
            registry: 'contosoimages',
            host: 'registry.contoso.com',
            dns: 'contoso.com',
            identity: 'images-front',
            regions: {
              westeurope: {
                subnet: 'vnet-hub/gateway',
                privateEndpoint: 'hub',
                dataHost: 'registry-data.contoso.com',
                certificates: {
                  registry: 'kv-contosoimages-tls/registry',
                  data: 'kv-contosoimages-tls/registry',
                },
              },
            },
          },
        },
      ],
    },
  },
  definitions: {
    PublicFront: {
      title: 'Public front',
      description:
        'One public name for one registry. Its objects are called after its key and the region: images-westeurope-agw, -pip and -waf.',
      type: 'object',
      additionalProperties: false,
      required: ['registry', 'host', 'dns', 'identity', 'regions'],
      properties: {
        registry: {
          title: 'Registry',
          description: 'The key of an entry of registries: Premium, with a private endpoint.',
          type: 'string',
          'x-expected': 'the key of a registry',
          examples: ['contosoimages'],
          'x-requirements': ['2.4', '2.10'],
        },
        host: {
          ...host('Host', 'The public name that clients use.', 'registry.contoso.com'),
          'x-requirements': ['2.1'],
        },
        dns: {
          title: 'DNS',
          description:
            'Who keeps the records of the public names: the key of an entry of dnsZones, in which acrctl writes them; or external: then "acrctl records" prints them for whoever owns the zone.',
          type: 'string',
          'x-expected': 'the key of a DNS zone, or external',
          examples: ['contoso.com', EXTERNAL],
        },
        identity: {
          title: 'Identity',
          description:
            'The key of an entry of identities, as which the gateways read their certificates. acrctl lets it read exactly these secrets, in vaults of this file that it makes or that others made.',
          type: 'string',
          'x-expected': 'the key of an identity',
          examples: ['images-front'],
          'x-requirements': ['2.11e'],
        },
        allowPush: {
          title: 'Allow pushes',
          description:
            'With true, images can be pushed through the front, too: no layer above 4 GB, each stored by the gateway before it is passed on, and request bodies are neither bounded nor looked into. false: whatever writes gets 403, and pushes go by the private path, as Microsoft advises.',
          type: 'boolean',
          default: FRONT_DEFAULTS.allowPush,
          'x-requirements': ['2.11g'],
        },
        waf: { $ref: '#/$defs/FrontFirewall' },
        regions: {
          title: 'Regions',
          description: 'One gateway for each, by region of the registry: its home or that of a replica.',
          type: 'object',
          minProperties: 1,
          additionalProperties: { $ref: '#/$defs/FrontRegion' },
          'x-requirements': ['2.29'],
        },
        trafficManager: { $ref: '#/$defs/FrontTrafficManager' },
        diagnostics: diagnosticsOf('ApplicationGatewayFirewallLog', '2.5', '2.7'),
        ...entryKeys('subscription', 'resourceGroup', 'tags', 'adopt', 'protect'),
      },
    },
    FrontTrafficManager: trafficManager,
    FrontFirewall: waf,
    FrontRegion: region,
  },
};
