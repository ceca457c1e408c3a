import { type Address, parseAddress } from '../core/address.ts';
import type { Connection, ProposedRule, RegistryConnections } from '../core/connections.ts';
import { counted, enumerate, escapeUnprintable } from '../core/wording.ts';
import { wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';
import type { Style } from './style.ts';

/** The connections of each registry, what to write for those that nobody decides about, and last how many there are. */
export function connectionsText(registries: readonly RegistryConnections[], options: TextOptions): string {
  const sections =
    registries.length === 0
      ? [wrap('The configuration has no registry, so that there are no connections.', options.width)]
      : [
          ...registries.flatMap((registry) => [
            registryLines(registry, options),
            ...(registry.proposal === null ? [] : [proposalLines(registry.proposal, options)]),
          ]),
          deletionLines(registries, options),
          lastLines(registries, options),
        ];
  const filled = sections.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function registryLines(registry: RegistryConnections, options: TextOptions): readonly string[] {
  const { address, exists, connections } = registry;
  const { width, style } = options;
  const none = exists ? 'no connection' : 'not made yet, so that nobody is connected';
  return [
    ...wrap(escapeUnprintable(address), width).map(style.bold),
    ...(connections.length === 0 ? wrap(none, width, '  ') : []),
    ...connections.flatMap((connection) => connectionLines(connection, registry, options)),
  ];
}

function connectionLines(
  connection: Connection,
  registry: RegistryConnections,
  { width, style }: TextOptions,
): readonly string[] {
  const { status, name, endpoint, description, own } = connection;
  const facts: readonly (readonly [string, string])[] = [
    ['endpoint', endpoint === null ? 'not told by Azure any more' : placeOf(endpoint)],
    ...(own === null
      ? [['rule', ruleFact(connection, registry.address)] as const]
      : [['ours', `${own.address}${own.leaving ? ', which goes with the next apply' : ''}`] as const]),
    ...(own?.leaving === false && status === 'Pending'
      ? [['waits for', `the owner of registry ${placeOf(registry.id)} to approve it`] as const]
      : []),
    ...(description === null || description === '' ? [] : [['message', description] as const]),
  ];
  const heading = `${status.padEnd(13)} ${name}`;
  const [first = '', ...rest] = wrap(escapeUnprintable(heading), width, '  ', ' '.repeat(16));
  return [
    first.replace(status, styleOf(status, style)),
    ...rest,
    ...facts.flatMap(([label, fact]) => wrap(escapeUnprintable(fact), width, `    ${label.padEnd(12)}`)),
  ];
}

/** What the rules say of a connection of others, and what comes of it. */
function ruleFact({ status, rules, next }: Connection, registry: Address): string {
  const [rule] = rules;
  if (rule === undefined)
    return status === 'Pending' ? 'none: it waits until somebody decides' : 'none: it stays as it is';
  const says = (each: typeof rule) => `${below(`${registry}.network.`, each.address)} says ${each.decision}`;
  if (status === 'Disconnected') return `${rules.map(says).join(', ')}, in vain: the endpoint is gone`;
  const other = rules.find(({ decision }) => decision !== rule.decision);
  if (other !== undefined) return `${says(rule)}, ${says(other)}: every plan is an error until they agree`;
  if (next !== null) return `${says(rule)}: ${next} with the next apply`;
  if (status === 'Rejected' && rule.decision === 'approve')
    return `${says(rule)}, in vain: once rejected, the endpoint has to be made again by its owner`;
  return `${says(rule)}, and so it is`;
}

function below(prefix: string, address: Address): string {
  return address.startsWith(prefix) ? address.slice(prefix.length) : address;
}

function styleOf(status: string, { good, caution, bad }: Style): (text: string) => string {
  if (status === 'Approved') return good;
  if (status === 'Pending') return caution;
  return status === 'Rejected' || status === 'Disconnected' ? bad : (text) => text;
}

/** `pe-blue in rg-blue of 00000000-…` for an id; names are what people know, the whole id stands in the JSON. */
function placeOf(id: string): string {
  const [, subscription, group, name] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(id) ?? [];
  return name === undefined ? id : `${name} in ${group} of ${subscription}`;
}

/** Lines for the file, as the schema takes them. */
function proposalLines(
  { address, endpoints }: ProposedRule,
  { width, style }: TextOptions,
): readonly string[] {
  const [count, them] = endpoints.length === 1 ? ['one', 'it'] : [`${endpoints.length}`, 'them'];
  const why = `No rule is about ${count} of these connections. This one lets ${them} in with the next apply, or with reject shuts ${them} out for good:`;
  const keys = parseAddress(address) ?? [];
  const indent = (depth: number) => '  '.repeat(depth + 2);
  return [
    ...wrap(why, width, '  '),
    ...keys.map((key, depth) => `${indent(depth)}${yamlKey(key)}:`),
    `${indent(keys.length)}decision: approve ${style.dim('# or reject')}`,
    `${indent(keys.length)}endpoints:`,
    ...endpoints.map((id) => `${indent(keys.length + 1)}- ${escapeUnprintable(id)}`),
  ];
}

/** A key that YAML would take for something else than text stands in quotes. */
function yamlKey(key: string): string {
  const isPlain = /^[A-Za-z][\w.()-]*$/.test(key) && !/^(?:true|false|null)$/i.test(key);
  return isPlain ? key : escapeUnprintable(JSON.stringify(key));
}

/** For connections of others: those whose endpoint is gone, or without one what does it in general. */
function deletionLines(
  registries: readonly RegistryConnections[],
  { width }: TextOptions,
): readonly string[] {
  const others = registries.flatMap(({ id, connections }) =>
    connections
      .filter(({ own }) => own === null)
      .map((connection) => ({ ...connection, registry: lastName(id), subscription: id.split('/')[2] })),
  );
  if (others.length === 0) return [];
  const gone = others.filter(({ status, name }) => status === 'Disconnected' && /^\w[\w.-]*$/.test(name));
  if (gone.length === 0)
    return [
      ...wrap('acrctl deletes no connection of others. What does:', width),
      `  ${DELETE} --registry-name R --name N`,
    ];
  return [
    ...wrap('acrctl deletes no connection of others. What does, for those whose endpoint is gone:', width),
    ...gone.flatMap(({ registry, subscription, name }) => [
      `  ${DELETE} \\`,
      `    --subscription ${subscription} \\`,
      `    --registry-name ${registry} \\`,
      `    --name ${name}`,
    ]),
  ];
}

const DELETE = 'az acr private-endpoint-connection delete';

function lastName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

function lastLines(
  registries: readonly RegistryConnections[],
  { width, style }: TextOptions,
): readonly string[] {
  const connections = registries.flatMap((registry) => registry.connections);
  const undecided = connections.filter(
    ({ own, rules, status }) => own === null && rules.length === 0 && status === 'Pending',
  ).length;
  const counts = [...Map.groupBy(connections, ({ status }) => status)]
    .map(([status, all]) => `${all.length} ${escapeUnprintable(status)}`)
    .sort((a, b) => (a.replace(/^\d+/, '') < b.replace(/^\d+/, '') ? -1 : 1));
  const text = counts.length === 0 ? '' : `: ${enumerate(counts)}`;
  return [
    ...(undecided === 0
      ? []
      : wrap(`No rule is about ${counted(undecided, 'pending connection')}.`, width).map(style.caution)),
    ...wrap(`${counted(connections.length, 'connection')}${text}.`, width).map(style.bold),
  ];
}
