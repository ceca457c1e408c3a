import type { JsonObject } from '../core/json.ts';

/**
 * What a feature adds to the language: definitions for `$defs`, and the top-level sections that use them.
 *
 * Fragments are plain JSON Schema 2020-12 with three keywords of our own: `x-expected` says in words what the
 * value must be (used by error messages), `x-requirements` names the requirements behind a key, and `x-list`
 * marks a map whose entries need no body, so that `[a, b]` is short for `{a: {}, b: {}}`.
 */
export interface SchemaFragment {
  readonly sections: JsonObject;
  readonly definitions: JsonObject;
}

/** Keys that many kinds of entry share; each kind takes those that mean something for it. */
export function entryKeys(...names: readonly (keyof typeof ENTRY_KEYS)[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, ENTRY_KEYS[name]]));
}

/** The keys that an entry must have unless it is only read; `properties` are those of the entry. */
export function requiredUnlessExisting(properties: JsonObject, ...keys: readonly string[]): JsonObject {
  const needed = Object.fromEntries(keys.map((key) => [key, properties[key] ?? {}]));
  return {
    if: { properties: { existing: { const: true } }, required: ['existing'] },
    // The properties stand here again so that an error can say what the missing key is for.
    else: { properties: needed, required: [...keys] },
  };
}

export const LOCATION: JsonObject = {
  type: 'string',
  pattern: '^[a-z][a-z0-9]*$',
  'x-expected': 'a region in its short form, lower case and without spaces, such as westeurope',
  examples: ['westeurope', 'northeurope', 'usgovvirginia'],
};

export const SUBSCRIPTION: JsonObject = {
  type: 'string',
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  'x-expected': 'a subscription id (a GUID), such as 00000000-0000-0000-0000-0000000000aa',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the language substitutes it, not JavaScript.
  examples: ['${AZURE_SUBSCRIPTION_ID}', '00000000-0000-0000-0000-0000000000aa'],
};

export const TAGS: JsonObject = {
  type: 'object',
  additionalProperties: { type: 'string' },
  'x-expected': 'a map of tag names to texts',
  examples: [{ owner: 'platform', costCentre: '4711' }],
};

const ENTRY_KEYS = {
  name: {
    title: 'Name in Azure',
    description:
      'The name of the object in Azure, where it differs from the key. References in this file always use the key.',
    type: 'string',
    'x-expected': 'a name',
  },
  subscription: {
    ...SUBSCRIPTION,
    title: 'Subscription',
    description:
      'The subscription the object lives in. Without it: that of its resource group where the group is listed, else azure.subscription.',
    'x-requirements': ['1.13', '1.21'],
  },
  resourceGroup: {
    title: 'Resource group',
    description:
      'Key of an entry of resourceGroups, or the group named by azure.resourceGroup. Without it: azure.resourceGroup.',
    type: 'string',
    'x-expected': 'the key of a resource group',
    'x-requirements': ['1.21'],
  },
  location: {
    ...LOCATION,
    title: 'Region',
    description:
      'The Azure region. Without it: that of its resource group where the group is listed, else azure.location. It cannot be changed once the object exists.',
  },
  tags: {
    ...TAGS,
    title: 'Tags',
    description:
      'Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.',
  },
  existing: {
    title: 'Existing',
    description:
      'With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.',
    type: 'boolean',
    default: false,
    'x-requirements': ['1.9', '1.21'],
  },
  adopt: {
    title: 'Adopt',
    description:
      'With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.',
    type: 'boolean',
    default: false,
  },
  protect: {
    title: 'Protect',
    description:
      'With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.',
    type: 'boolean',
    default: false,
  },
  ignore: {
    title: 'Ignored paths',
    description:
      'Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.',
    type: 'array',
    uniqueItems: true,
    items: {
      type: 'string',
      'x-expected': 'a path in the ARM body, such as properties.policies.retentionPolicy',
    },
    examples: [['properties.policies.retentionPolicy', 'tags.createdBy']],
  },
} as const satisfies JsonObject;
