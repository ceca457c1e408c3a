import { entryKeys, requiredUnlessExisting, type SchemaFragment } from '../entry-schema.ts';
import { BUILT_IN_SCOPE_MAPS, REPOSITORY_PERMISSIONS } from './permissions.ts';

export const TOKEN_DEFAULTS = { enabled: true } as const;

const tokenProperties = {
  ...entryKeys('name'),
  scopeMap: {
    title: 'Scope map',
    description: `What the token may do: the key of an entry of scopeMaps of this registry, or one that every registry has: ${BUILT_IN_SCOPE_MAPS.join(', ')}.`,
    type: 'string',
    'x-expected': 'the key of a scope map',
    examples: ['builders', '_repositories_pull'],
    'x-requirements': ['2.28'],
  },
  enabled: {
    title: 'Enabled',
    description:
      'Whether the token lets anybody in. Off, its passwords are kept and do nothing. The default is sent when the token is created; left out afterwards, the value in Azure stays.',
    type: 'boolean',
    default: TOKEN_DEFAULTS.enabled,
  },
  ...entryKeys('existing', 'adopt', 'protect', 'ignore'),
};

export const tokensSchema: SchemaFragment = {
  sections: {},
  definitions: {
    RegistryScopeMap: {
      title: 'Scope map',
      description:
        'What tokens may do in which repositories. The lists are owned whole. A scope map needs repositories, actions or both, unless it is existing.',
      type: 'object',
      additionalProperties: false,
      properties: {
        ...entryKeys('name'),
        description: {
          title: 'Description',
          description: 'What the scope map is for, in words. Left out, it is not managed.',
          type: 'string',
          pattern: '^.{1,256}$',
          'x-expected': 'at most 256 characters in one line',
          examples: ['Builds push here.'],
        },
        repositories: {
          title: 'Repositories',
          description:
            'What is allowed, by repository. A name that ends in /* stands for all below it, and * for all. push includes pull. Clients that list tags or manifests need readMetadata.',
          type: 'object',
          additionalProperties: {
            type: 'array',
            minItems: 1,
            uniqueItems: true,
            items: { type: 'string', enum: Object.keys(REPOSITORY_PERMISSIONS) },
          },
          'x-expected': 'a map of repositories to what is allowed in them',
          examples: [{ 'team/app': ['push', 'readMetadata'], 'base/*': ['pull'] }],
          'x-requirements': ['2.28'],
        },
        actions: {
          title: 'Actions',
          description:
            'What is allowed beside, in the words of Azure: repositories/REPOSITORY/content/read, and for connected registries gateway/NAME/config/read.',
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', 'x-expected': 'an action such as repositories/team/app/content/read' },
          examples: [['repositories/team/app/content/read', 'gateway/edge/message/read']],
        },
        ...entryKeys('existing', 'adopt', 'protect', 'ignore'),
      },
      examples: [{ description: 'Builds push here.', repositories: { 'team/app': ['push'] } }],
    },
    RegistryToken: {
      title: 'Token',
      description:
        'A login of the registry itself, with up to two passwords, that may do what its scope map allows. acrctl makes it without a password: "acrctl rotate token REGISTRY/TOKEN" draws one into a key vault or a file.',
      type: 'object',
      additionalProperties: false,
      properties: tokenProperties,
      ...requiredUnlessExisting(tokenProperties, 'scopeMap'),
      examples: [{ scopeMap: 'builders' }, { scopeMap: '_repositories_pull', enabled: false }],
    },
  },
};
