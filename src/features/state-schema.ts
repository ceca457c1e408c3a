import type { JsonObject } from '../core/json.ts';
import { PREFIX } from './state-place.ts';

/** Where acrctl keeps what it knows (design 4). */
export const stateSchema: JsonObject = {
  title: 'State',
  description: 'Where acrctl keeps what it knows about the stack.',
  type: 'object',
  additionalProperties: false,
  required: ['backend'],
  properties: {
    backend: {
      title: 'Backend',
      description:
        'local: in the directory .acrctl beside the configuration, or the one of --state-dir. azureBlob: in a container of Azure Blob Storage, for runs on machines that are wiped. An emulated cloud keeps its state locally unless endpoint names an emulator too.',
      type: 'string',
      enum: ['local', 'azureBlob'],
      default: 'local',
    },
    account: {
      title: 'Storage account',
      description: 'The storage account of azureBlob. The login is that of Azure; no key is used.',
      type: 'string',
      pattern: '^[a-z0-9]{3,24}$',
      'x-expected': 'the name of a storage account: 3 to 24 lower-case letters and digits',
      examples: ['stcontosostate'],
    },
    container: {
      title: 'Container',
      description:
        'The container of azureBlob. It must exist: who may read it may read the state, and acrctl gives nobody that.',
      type: 'string',
      pattern: '^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$',
      'x-expected':
        'the name of a container: 3 to 63 lower-case letters, digits and single hyphens between them',
      examples: ['acrctl'],
    },
    prefix: {
      title: 'Prefix',
      description:
        'The folder in the container that holds one folder for each stack; the container itself without it.',
      type: 'string',
      pattern: `^(?=.{1,200}$)${PREFIX}$`,
      'x-expected':
        'names of letters, digits, dots, hyphens and underscores, with slashes between them, at most 200 long',
      examples: ['platform/registries'],
    },
    endpoint: {
      title: 'Blob endpoint',
      description:
        'Where the account answers, if not at the address that follows from its name: an account with a DNS zone endpoint, or Azurite on this machine, which an emulated cloud alone may use.',
      type: 'string',
      pattern: '^https?://[!-~]{1,200}$',
      'x-expected': 'a URL',
      examples: [
        'https://stcontosostate.z12.blob.storage.azure.net',
        'http://127.0.0.1:10000/devstoreaccount1',
      ],
    },
  },
};
