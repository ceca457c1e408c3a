import type { AllowedHost, AllowList, PrivateAddresses, RegistryHosts } from '../core/hand-out.ts';
import { escapeUnprintable } from '../core/wording.ts';
import { comment } from './comments.ts';
import type { TextOptions } from './plan-text.ts';

/** A host or an address a line, everything else in comments: the list can be handed on, or put through `grep`. */
export function allowListText(list: AllowList, { width, style }: TextOptions): string {
  const note = (text: string) => comment('#', text, width).map(style.dim);
  const parts = [
    (list.registries.length === 0 ? [NOTHING] : headOf(list)).flatMap(note),
    ...groupsOf(list.shared).map((hosts) => hostLines(hosts, note)),
    ...list.registries.flatMap((registry) => registryParts(registry, note)),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

type Note = (text: string) => readonly string[];

const NOTHING = 'The configuration has no registry, so that clients need nothing.';

function headOf({ storage }: AllowList): readonly string[] {
  return [
    'What clients of these registries must reach, all of it over HTTPS (TCP 443).',
    'Where login works and a pull fails at its first layer, a data endpoint is missing here: login and manifests need the host of the registry alone, layers those of all its regions (1.69).',
    `Where a pull works and a push fails, allow ${storage} as well: a push went there in spite of data endpoints, as was reported once (azure-sdk-for-python 45744).`,
  ];
}

function registryParts(
  { address, hosts, endpoints }: RegistryHosts,
  note: Note,
): readonly (readonly string[])[] {
  return [
    ...groupsOf(hosts).map((group) => hostLines(group, note, `${address}: `)),
    ...endpoints.map((endpoint) => addressLines(endpoint, note)),
  ];
}

/** Neighbours with one purpose, and one fate. */
function groupsOf(hosts: readonly AllowedHost[]): readonly (readonly AllowedHost[])[] {
  const groups = new Map<string, AllowedHost[]>();
  for (const host of hosts) {
    const key = `${host.purpose} ${host.leaving}`;
    groups.set(key, [...(groups.get(key) ?? []), host]);
  }
  return [...groups.values()];
}

function hostLines(hosts: readonly AllowedHost[], note: Note, of = ''): readonly string[] {
  const [first] = hosts;
  if (first === undefined) return [];
  const fate = first.leaving ? '; until the next apply only' : '';
  return [...note(`${of}${PURPOSE[first.purpose]}${fate}`), ...hosts.map(({ host }) => entry(host))];
}

const PURPOSE: Readonly<Record<AllowedHost['purpose'], string>> = {
  login: 'Microsoft Entra, for "az acr login" with any identity',
  management: 'Azure Resource Manager, in which "az acr login" looks the registry up',
  certificates: 'named by Microsoft, for the download of certificates',
  registry: 'login, manifests, and what is pushed',
  data: 'layers, one host a region, all of them needed',
  domain: 'the host of the registry by its custom domain',
  dataDomain: 'layers by custom domains, one a region, all of them needed',
  front: 'the public front, for clients that are not in the network',
  dataFront: 'layers through the public front',
  storage:
    'layers, from storage shared with others, while there are no data endpoints; what is pushed may be sent there too',
};

function addressLines({ address, network, addresses }: PrivateAddresses, note: Note): readonly string[] {
  const known = addresses.flatMap((each) => (each.address === null ? [] : [each.address]));
  const unknown = addresses.filter((each) => each.address === null);
  return [
    ...note(`the same hosts privately, by ${address} in ${network}`),
    ...[...new Set(known)].map(entry),
    ...unknown.flatMap(({ host }) => note(`not known yet: the address of ${host}`)),
  ];
}

/** What might be taken for a comment, or for two entries, is none. */
function entry(text: string): string {
  const shown = escapeUnprintable(text);
  return /^[^\s#]+$/.test(shown)
    ? shown
    : comment('#', `cannot be listed: ${text}`, Number.POSITIVE_INFINITY).join('');
}
