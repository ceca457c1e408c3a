import type { JsonObject } from '../../core/json.ts';
import type { SchemaFragment } from '../entry-schema.ts';

/** The reserved word for records that somebody else keeps: no key of a zone. */
export const EXTERNAL = 'external';

/** What counts where the file is silent. */
export const DOMAIN_DEFAULTS = {
  onboarding: 'notRequested',
  grant: 'manage',
  isolation: 'shared',
} as const;

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

const host: JsonObject = {
  title: 'Host',
  description: 'The name that clients use: lower case, distinct from all others, and not the name of a zone.',
  type: 'string',
  pattern: `^(?!.{254})${LABEL}(?:\\.${LABEL})*\\.(?![0-9]+$)${LABEL}$`,
  'x-expected':
    'a host name such as images.contoso.com: a to z in lower case, digits and hyphens, names of other letters as xn--…, and neither a dot nor a number at its end',
  examples: ['images.contoso.com'],
  'x-requirements': ['0.6'],
};

const certificate: JsonObject = {
  title: 'Certificate',
  description:
    'The certificate for this name, as VAULT/NAME: an entry of certificates of a vault of this file, with format: pem. Its names must have the host among them.',
  type: 'string',
  pattern: '^[A-Za-z0-9][A-Za-z0-9_.()-]*/[A-Za-z0-9][A-Za-z0-9_.()-]*$',
  'x-expected': 'VAULT/NAME, the certificate of a vault of this file',
  examples: ['kv-images-tls/images'],
  'x-requirements': ['0.8', '0.9', '0.14'],
};

const adopt: JsonObject = {
  title: 'Adopt',
  description:
    'With true, a CNAME that is already in the zone and that acrctl did not make is taken over; without it, such a record is an error.',
  type: 'boolean',
  default: false,
  'x-requirements': ['0.41', '0.42'],
};

export const customDomainsSchema: SchemaFragment = {
  sections: {},
  definitions: {
    CustomDomains: {
      title: 'Custom domains',
      description:
        'Names of your own for the registry. This is a private preview without an interface in Azure Resource Manager: acrctl makes everything that it needs, "acrctl ticket custom-domain" prints the support request, Azure Support turns it on, and "acrctl verify" shows what is served. Premium.',
      type: 'object',
      additionalProperties: false,
      required: ['identity', 'registry', 'data', 'dns'],
      properties: {
        onboarding: {
          title: 'Onboarding',
          description:
            'How far Azure Support is, which only you know. notRequested: the ticket is still to be written. requested: it was sent. active: Azure serves the domains. From requested on, nothing that they use is taken away. Before they are given up: have Azure Support take them off, write notRequested, and apply.',
          type: 'string',
          enum: ['notRequested', 'requested', 'active'],
          default: DOMAIN_DEFAULTS.onboarding,
          'x-requirements': ['0.1', '0.33'],
        },
        identity: {
          title: 'Identity',
          description:
            'The identity with which the registry reads the certificates: system for its own, as Azure advises, or the key of an entry of identities that identity.user of the registry lists.',
          type: 'string',
          'x-expected': 'system, or the key of an identity',
          examples: ['system', 'images-tls'],
          'x-requirements': ['0.16', '0.20', '0.21', '0.23', '0.24'],
        },
        registry: { $ref: '#/$defs/CustomDomain' },
        data: {
          title: 'Data domains',
          description:
            'The names for the data endpoints, by region: one for the home region of the registry and one for each replica, no more and no less.',
          type: 'object',
          minProperties: 1,
          additionalProperties: { $ref: '#/$defs/CustomDomain' },
          examples: [
            {
              westeurope: { host: 'westeurope-images.contoso.com', certificate: 'kv-images-tls/westeurope' },
            },
          ],
          'x-requirements': ['0.6', '0.7', '0.12'],
        },
        dns: {
          title: 'DNS',
          description:
            'Who keeps the CNAME records: the key of an entry of dnsZones, in which acrctl writes them; or external: then "acrctl records" prints them for whoever owns the zone.',
          type: 'string',
          'x-expected': 'the key of a DNS zone, or external',
          examples: ['contoso.com', EXTERNAL],
          'x-requirements': ['0.41', '0.42', '0.43'],
        },
        grant: {
          title: 'Access to the certificates',
          description:
            'manage: acrctl lets the identity read exactly these secrets, by the role Key Vault Secrets User on each of them, or by an access policy with Get, as the vault goes by one or the other. external: somebody else does; the plan looks whether it is there.',
          type: 'string',
          enum: ['manage', 'external'],
          default: DOMAIN_DEFAULTS.grant,
          'x-requirements': ['0.25', '0.26', '0.29'],
        },
        isolation: {
          title: 'Isolation',
          description:
            'perCertificate: each certificate has a vault of its own, so that whoever manages one cannot read another. shared: they may stand in one vault.',
          type: 'string',
          enum: ['shared', 'perCertificate'],
          default: DOMAIN_DEFAULTS.isolation,
          'x-requirements': ['0.32'],
        },
        tlsVault: {
          title: 'Vault for certificates only',
          description:
            'dedicated: a vault of these certificates that has keys or other certificates in this file is an error. shared: it may have. Left out, it is a warning: Azure recommends a vault for certificates alone.',
          type: 'string',
          enum: ['dedicated', 'shared'],
          'x-requirements': ['0.26'],
        },
      },
      examples: [
        {
          identity: 'system',
          registry: { host: 'images.contoso.com', certificate: 'kv-images-tls/images' },
          data: {
            westeurope: { host: 'westeurope-images.contoso.com', certificate: 'kv-images-tls/westeurope' },
          },
          dns: 'contoso.com',
        },
      ],
    },
    CustomDomain: {
      title: 'Custom domain',
      description: 'A name and the certificate for it.',
      type: 'object',
      additionalProperties: false,
      required: ['host', 'certificate'],
      properties: { host, certificate, adopt },
    },
  },
};
