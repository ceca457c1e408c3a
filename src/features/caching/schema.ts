import { entryKeys, requiredUnlessExisting, type SchemaFragment } from '../entry-schema.ts';

export const CREDENTIAL_SET_DEFAULTS = { grant: 'manage' } as const;

const SECRET = {
  type: 'string',
  'x-expected':
    'VAULT/SECRET, or a secret id such as https://kv-platform.vault.azure.net/secrets/docker-user',
};
const SECRET_WORDS =
  'VAULT/SECRET, a secret by its name in a vault of this file; or the id of one in a vault that this file does not list, https://VAULT.vault.azure.net/secrets/NAME. Without a version, so that a new value counts at once. acrctl never reads or writes the value: put it there with "az keyvault secret set".';

const setProperties = {
  ...entryKeys('name'),
  loginServer: {
    title: 'Login server',
    description:
      'The registry that the credentials are for, as sources of cache rules begin: docker.io for Docker Hub. Azure lets it be set once: with another one, the set and what uses it are made again.',
    type: 'string',
    pattern: '^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$',
    'x-expected': 'a host name in lower case such as docker.io',
    examples: ['docker.io', 'ghcr.io'],
  },
  username: {
    title: 'User name',
    description: `The secret with the user name. ${SECRET_WORDS}`,
    ...SECRET,
    examples: ['kv-images/docker-user'],
  },
  password: {
    title: 'Password',
    description: `The secret with the password or access token. ${SECRET_WORDS}`,
    ...SECRET,
    examples: ['kv-images/docker-password'],
  },
  grant: {
    title: 'Grant',
    description:
      'Who lets the set read its secrets, as the identity that Azure makes for it. manage: acrctl, by the role Key Vault Secrets User on just these secrets, or in a vault with access policies by one with Get on secrets. external: somebody else, and acrctl only looks. With a secret id it is always external.',
    type: 'string',
    enum: ['manage', 'external'],
    default: CREDENTIAL_SET_DEFAULTS.grant,
  },
  ...entryKeys('existing', 'adopt', 'protect', 'ignore'),
};

const ruleProperties = {
  ...entryKeys('name'),
  sourceRepository: {
    title: 'Source repository',
    description:
      'What is cached, with its registry: docker.io/library/ubuntu, or all below a path with a wildcard as its last part: mcr.microsoft.com/dotnet/*. Azure lets it be set once: with another one the rule is made again, and what it cached stays.',
    type: 'string',
    'x-expected': 'a repository with its registry such as docker.io/library/ubuntu',
    examples: ['docker.io/library/ubuntu', 'mcr.microsoft.com/dotnet/*'],
  },
  targetRepository: {
    title: 'Target repository',
    description:
      'Under which name it is pulled from this registry. It has a wildcard where the source has one. No two rules have the same, and wildcards may not hold each other; a single repository may stand beside a wildcard. Azure lets it be set once.',
    type: 'string',
    'x-expected': 'a repository such as ubuntu, or dotnet/*',
    examples: ['ubuntu', 'dotnet/*'],
  },
  credentialSet: {
    title: 'Credential set',
    description:
      'Whom the registry is at the source: the key of an entry of credentialSets of this registry. Docker Hub and Google Artifact Registry need one; the Microsoft Artifact Registry and the public gallery of Amazon take none. Left out, the rule has none.',
    type: 'string',
    'x-expected': 'the key of a credential set',
    examples: ['docker-hub'],
  },
  ...entryKeys('existing', 'adopt', 'protect', 'ignore'),
};

export const cachingSchema: SchemaFragment = {
  sections: {},
  definitions: {
    RegistryCredentialSet: {
      title: 'Credential set',
      description:
        'Who the registry is at a registry elsewhere: a user name and a password, both secrets of a key vault, which the registry reads as an identity that Azure makes for the set.',
      type: 'object',
      additionalProperties: false,
      properties: setProperties,
      ...requiredUnlessExisting(setProperties, 'loginServer', 'username', 'password'),
      examples: [
        {
          loginServer: 'docker.io',
          username: 'kv-images/docker-user',
          password: 'kv-images/docker-password',
        },
      ],
    },
    RegistryCacheRule: {
      title: 'Cache rule',
      description:
        'Repositories elsewhere that are pulled through this registry. The first pull of an image fetches it, later ones find it here; a newer image under the same tag is fetched when somebody pulls it.',
      type: 'object',
      additionalProperties: false,
      properties: ruleProperties,
      ...requiredUnlessExisting(ruleProperties, 'sourceRepository', 'targetRepository'),
      examples: [
        {
          sourceRepository: 'docker.io/library/ubuntu',
          targetRepository: 'ubuntu',
          credentialSet: 'docker-hub',
        },
        { sourceRepository: 'mcr.microsoft.com/dotnet/*', targetRepository: 'dotnet/*' },
      ],
    },
  },
};
