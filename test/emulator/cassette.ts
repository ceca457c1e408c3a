import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Arm, type Body, createArm, pollUrlOf, type Seen, versionOf } from './arm.ts';

/** Recorded traffic of real ARM; absent on a fresh clone. */
const folder = fileURLToPath(new URL('../../../shared/recordings/', import.meta.url));

export const haveRecordings = existsSync(folder);

interface Interaction {
  readonly index: number;
  readonly method: string;
  readonly path: string;
  readonly requestBody: Body;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: Body;
}

export function cassettes(pattern: RegExp): readonly string[] {
  return haveRecordings ? readdirSync(folder).filter((name) => pattern.test(name)) : [];
}

function readCassette(name: string): readonly Interaction[] {
  const lines = readFileSync(`${folder}${name}`, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Interaction);
}

/** One recorded interaction beside what the emulator answered to the same request. */
export interface Comparison {
  readonly index: number;
  readonly what: string;
  readonly recorded: string;
  readonly answered: string;
}

/**
 * Sends what was recorded, in order, with the emulator's api-versions. Polls are not compared: an operation
 * is polled to its end where the recording saw its end. Requests of types that are not built, and what
 * follows on an object that only such a request made, are left out.
 */
export async function replay(name: string): Promise<readonly Comparison[]> {
  const arm = createArm({ throttle: false });
  const interactions = readCassette(name);
  const open = new Map<string, Seen>();
  const compared: Comparison[] = [];
  const unmade: string[] = [];
  const principals = new Map<string, string>();
  await makeGroups(arm, interactions);
  for (const interaction of interactions) {
    if (isPoll(interaction.path)) {
      await pollAlong(arm, interaction, open);
      continue;
    }
    if (isBelow(unmade, interaction.path)) continue;
    if (groupIsGone(interaction)) await finishAll(arm, open);
    const answered = await sendAlike(arm, interaction, principals);
    notePrincipal(interaction, answered, principals);
    if (answered.status === 501) {
      unmade.push(interaction.path.toLowerCase());
      continue;
    }
    const recordedUrl =
      interaction.responseHeaders['azure-asyncoperation'] ?? interaction.responseHeaders['location'];
    if (recordedUrl && pollUrlOf(answered)) open.set(keyOfUrl(recordedUrl), answered);
    compared.push({
      index: interaction.index,
      what: `${interaction.method} ${interaction.path.split('/').slice(4).join('/')}`,
      recorded: summary(interaction.status, interaction.responseHeaders, interaction.responseBody),
      answered: summary(answered.status, answered.headers, answered.body),
    });
  }
  return compared;
}

// azure-cli makes the groups of its tests before the cassette begins.
async function makeGroups(arm: Arm, interactions: readonly Interaction[]): Promise<void> {
  const recorded = interactions.find(
    ({ path, status }) => /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/i.test(path) && status === 200,
  );
  const made = new Set(
    interactions.filter(({ method }) => method === 'PUT').map(({ path }) => path.toLowerCase()),
  );
  for (const { path } of interactions) {
    const group = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/i.exec(path)?.[0];
    if (!group || made.has(group.toLowerCase())) continue;
    made.add(group.toLowerCase());
    const { location = 'westus', tags } = recorded?.responseBody ?? {};
    await arm.put(group, { location, tags });
  }
}

async function pollAlong(arm: Arm, interaction: Interaction, open: Map<string, Seen>): Promise<void> {
  const started = open.get(keyOfUrl(interaction.path));
  const ended =
    /Succeeded|Failed/.test(JSON.stringify(interaction.responseBody)) || interaction.status === 204;
  if (started && (ended || interaction.status === 200)) await arm.finish(started);
}

function isBelow(unmade: readonly string[], path: string): boolean {
  return unmade.some((made) => path.toLowerCase().startsWith(made));
}

// azure-service-operator left the polls of a group's deletion out of its cassettes.
function groupIsGone({ responseBody }: Interaction): boolean {
  return JSON.stringify(responseBody ?? '').includes('ResourceGroupNotFound');
}

async function finishAll(arm: Arm, open: Map<string, Seen>): Promise<void> {
  for (const started of open.values()) await arm.finish(started);
  open.clear();
}

/** Principals are drawn by whoever makes an identity: a recorded one stands for the one that was drawn here. */
function notePrincipal({ responseBody }: Interaction, { body }: Seen, principals: Map<string, string>): void {
  const recorded = responseBody?.properties?.principalId;
  const drawn = body?.properties?.principalId;
  if (recorded && drawn) principals.set(recorded, drawn);
}

function sendAlike(
  arm: Arm,
  { method, path, requestBody, responseBody, status }: Interaction,
  principals: ReadonlyMap<string, string>,
): Promise<Seen> {
  const isRefusedCreation = status === 412 || JSON.stringify(responseBody ?? '').includes('exists already');
  const headers = isRefusedCreation ? { 'if-none-match': '*' } : {};
  const recorded = requestBody?.properties?.principalId;
  const properties = { ...requestBody?.properties, principalId: principals.get(recorded) ?? recorded };
  const body = recorded === undefined ? requestBody : { ...requestBody, properties };
  return arm.send(
    method,
    `https://management.azure.com${encodeURI(path)}${versionOf(path)}`,
    body ?? undefined,
    headers,
  );
}

function isPoll(path: string): boolean {
  return /\/(operations|operationresults|operationstatuses|privateDnsOperation\w+)\//i.test(path);
}

function keyOfUrl(url: string): string {
  return (url.split('?')[0] ?? '').split('/').at(-1) ?? '';
}

function summary(status: number, headers: Readonly<Record<string, string>>, body: Body): string {
  const kinds = ['azure-asyncoperation', 'location', 'etag'].filter((name) => headers[name] !== undefined);
  return `${status} ${kinds.join(',')} ${JSON.stringify(masked(body ?? null))}`;
}

// Members that other api-versions than ours show, or that only some subscriptions do.
const versioned = new Set([
  'azureADAuthenticationAsArmPolicy',
  'defaultOutboundAccess',
  'ipVersionType',
  'ipamPoolPrefixAllocations',
  'isIPv6EnabledPrivateEndpoint',
  'metadataSearch',
  'anonymousPullEnabled',
  'networkRuleBypassAllowedForTasks',
  'privateEndpointVNetPolicies',
  'resolutionPolicy',
  'roleAssignmentMode',
  'softDeletePolicy',
  'systemData',
  'virtualNetworkLinkState',
]);

/** Sorts members and puts marks in the place of guids, etags and times. */
function masked(value: Body): Body {
  if (typeof value === 'string') {
    return value
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, 'GUID')
      .replace(/^Principal [0-9a-f]{32}/, 'Principal GUID')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g, 'TIME');
  }
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => !versioned.has(name));
  return Object.fromEntries(
    members.sort(([left], [right]) => (left < right ? -1 : 1)).map(([name, item]) => [name, masked(item)]),
  );
}
