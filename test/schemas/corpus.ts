import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { StateListDocument } from '../../src/cli/documents.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Json } from '../../src/core/json.ts';
import type { Fault } from '../../src/emulator/index.ts';
import { pfxOf } from '../../src/features/certificates/pfx-write.ts';
import { offlineRules } from '../../src/features/rules.ts';
import { CLOUD_NAMES, CLOUDS } from '../../src/providers/azure/clouds.ts';
import { acrctl, emptyFolder, newFolder, serve, startAcrctl, startEmulator } from '../cli/acrctl.ts';
import { NO_NETWORK, signedInByAz } from '../cli/az.ts';
import { LOCK_ID, putLock } from '../cli/locks.ts';
import { putTeam, TEAM } from '../cli/team.ts';
import type { Lab } from '../lab.ts';
import { EXAMPLE, openLab } from '../lab.ts';
import { BY_USER, ID as DOMAIN_ID, AT as DOMAINS, ticketOf, withDomains } from '../scenarios/domains.ts';
import { withFront, withRegions } from '../scenarios/fronts.ts';
import { handedOut } from '../scenarios/handed-out.ts';
import { AT as KEYS, withKey } from '../scenarios/keys.ts';
import { askedByOthers, listed, othersIn, theirEndpoint } from '../scenarios/listed-connections.ts';
import {
  BY_URI,
  byOwnIdentity,
  byPolicy,
  byRole,
  give,
  MANAGED,
  ROLE,
  revoked,
  SOMEBODY,
  VAULT,
} from '../scenarios/revoking.ts';
import { FOLLOWING, naming, rotated, withFollowedKey } from '../scenarios/rotating.ts';
import { rotated as rotatedCertificate } from '../scenarios/rotating-certificates.ts';
import { rotated as passwordDrawn, withTokens } from '../scenarios/rotating-tokens.ts';
import {
  AT as CERTIFICATE_AT,
  certificateIn,
  pemFor,
  SECRET,
  withCertificate,
} from '../scenarios/secrets.ts';
import {
  AT,
  altered,
  CHANGED,
  type Edits,
  example,
  ID,
  isReadOf,
  markOf,
  OPEN,
  SELECTED,
  SUBSCRIPTION,
  VERSION,
} from '../scenarios/stacks.ts';
import { KEY_URI } from '../vault-team.ts';
import { startDnsServer } from '../wire/dns-server.ts';
import { requireValid } from './check.ts';

/** Lives of stacks that together bring about everything that the schemas speak of; each seam takes note. */
export async function liveThroughEverything(): Promise<void> {
  await made();
  await changedBehindItsBack();
  await onlyTheState();
  await madeAgain();
  await takenOver();
  await refused();
  await inPart();
  await onlyRead();
  await registered();
  await reachedAsAnother();
  await withKeysOfTheirOwn();
  await withACertificate();
  await certificatesRotated();
  await ticketsWritten();
  await goneWrong();
  await failedEachWay();
  await interrupted();
  await handedOutToOthers();
  await connectedByOthers();
  await importedWhole();
  await verifiedFromInside();
  faultyFiles();
  await onTheCommandLine();
}

async function made(): Promise<void> {
  const lab = openLab({ emulator: { latency: 'typical' } });
  await lab.plan(example({ [`${AT.endpoint}.dns.manage`]: 'records' }));
  await lab.request('POST', `${SUBSCRIPTION}/providers/Microsoft.Network/unregister`, VERSION.resources, {});
  await lab.plan(EXAMPLE);
  await lab.converge(EXAMPLE);
  await lab.plan(EXAMPLE);
  await lab.converge(example(SELECTED));
  await lab.converge(EXAMPLE);
  await lab.destroy(EXAMPLE, { options: { allowDestroy: [AT.registry] } });
}

async function changedBehindItsBack(): Promise<void> {
  const lab = openLab();
  await lab.converge(EXAMPLE);
  const opened = {
    publicNetworkAccess: 'Enabled',
    networkRuleSet: { defaultAction: 'Allow' },
    policies: { exportPolicy: { status: 'enabled' } },
  };
  await lab.request('PATCH', ID.registry, VERSION.registry, { properties: opened });
  await lab.request('DELETE', ID.link, VERSION.dns);
  lab.emulator.advance(120_000);
  await lab.converge(EXAMPLE);
}

async function onlyTheState(): Promise<void> {
  const lab = openLab();
  await lab.converge(EXAMPLE);
  const retention = `${AT.registry}.policies.retentionDays`;
  await lab.request('PATCH', ID.registry, VERSION.registry, {
    properties: { policies: { retentionPolicy: { days: 45, status: 'enabled' } } },
  });
  await lab.converge(example({ [retention]: 45 }));
  await lab.converge(example({ [retention]: null }));
  await lab.converge(example({ [retention]: null, [`${AT.registry}.protect`]: true }));
  await lab.request('DELETE', ID.link, VERSION.dns);
  lab.emulator.advance(120_000);
  const unlinked = { [retention]: null, [`${AT.zone}.links`]: null };
  await lab.converge(example(unlinked));
  await lab.converge(example({ ...unlinked, ...OPEN }));
  const moved = { name: 'contosoimages', sku: 'Premium', network: { publicAccess: 'enabled' } };
  await lab.converge(example({ ...unlinked, [AT.registry]: null, 'registries.images': moved }));
}

async function madeAgain(): Promise<void> {
  const lab = openLab();
  await lab.converge(EXAMPLE);
  await lab.plan(example({ [`${AT.network}.location`]: 'northeurope' }));
  await lab.plan(example({ [`${AT.registry}.name`]: 'contosoother' }));
  const body = await lab.request('GET', ID.registry, VERSION.registry);
  await lab.request('DELETE', ID.registry, VERSION.registry);
  await lab.plan(EXAMPLE);
  lab.emulator.advance(60_000);
  await lab.request('PUT', ID.registry, VERSION.registry, body);
  await lab.plan(EXAMPLE);
}

async function takenOver(): Promise<void> {
  const lab = openLab();
  await lab.request('PUT', ID.group, VERSION.resources, { location: 'westeurope' });
  await lab.converge(example({ [`${AT.group}.adopt`]: true }));
}

async function refused(): Promise<void> {
  const lab = openLab();
  await lab.converge(EXAMPLE);
  await lab.destroy(EXAMPLE);
  const shortened = EXAMPLE.slice(0, EXAMPLE.indexOf('registries:'));
  await lab.plan(shortened, { options: { allowMassDestroy: 2 } });
}

async function inPart(): Promise<void> {
  const lab = openLab();
  await lab.converge(EXAMPLE);
  await lab.plan(example(CHANGED), {
    options: { target: [AT.link], exclude: [AT.zoneGroup], replace: [AT.link] },
  });
}

/** An entry of ours becomes one of others. */
async function onlyRead(): Promise<void> {
  const lab = openLab();
  await lab.converge(EXAMPLE);
  const subnets = { endpoints: { existing: true } };
  await lab.converge(example({ [AT.network]: { existing: true, subnets } }));
}

/** A registry that comes to reach its key as another identity. */
async function reachedAsAnother(): Promise<void> {
  const lab = openLab({ vaultTeam: true });
  const reachedAs = (identity: string) =>
    example({
      [`identities.${identity}`]: {},
      [`${AT.registry}.identity.user`]: [identity],
      [`${AT.registry}.encryption`]: { key: KEY_URI, identity },
    });
  await lab.converge(reachedAs('images-cmk'));
  await lab.converge(reachedAs('other'));
}

/** A subscription that may not use what the file asks for yet. */
async function registered(): Promise<void> {
  const lab = openLab();
  const provider = `${SUBSCRIPTION}/providers/Microsoft.ContainerRegistry`;
  await lab.request('POST', `${provider}/unregister`, VERSION.resources);
  await lab.converge(EXAMPLE);
}

/** A creation fails in Azure, a request is refused, and somebody mends what was left. */
async function goneWrong(): Promise<void> {
  const lab = openLab();
  const match = { method: 'PUT', path: '/registries/contosoimages\\?/' };
  lab.emulator.setFaults([
    { match, operation: { fails: { code: 'InternalServerError', message: 'It broke.' } } },
  ]);
  await lab.apply(EXAMPLE);
  await lab.plan(EXAMPLE);
  const body = { location: 'westeurope', sku: { name: 'Premium' } };
  await lab.request('PUT', ID.registry, VERSION.registry, body);
  await lab.plan(EXAMPLE);
}

/** A creation fails in each way that there is, then an update, and at last the removal of what holds a thing of others. */
async function failedEachWay(): Promise<void> {
  const lab = openLab();
  for (const fault of CREATION_FAILS) {
    lab.emulator.setFaults([{ match: { method: 'PUT', path: REGISTRY, nth: 'every' }, ...fault }]);
    await lab.apply(EXAMPLE);
  }
  lab.emulator.setFaults([]);
  await lab.converge(EXAMPLE);
  lab.emulator.setFaults([{ match: { method: 'PATCH', path: REGISTRY, nth: 'every' }, answer: MOVED }]);
  await lab.apply(example(CHANGED));
  lab.emulator.setFaults([]);
  const properties = { addressPrefix: '10.20.9.0/24' };
  await lab.request('PUT', `${ID.network}/subnets/theirs`, VERSION.network, { properties });
  await lab.destroy(EXAMPLE, { options: { allowDestroy: [AT.registry] } });
}

async function interrupted(): Promise<void> {
  const lab = openLab({ emulator: { latency: 'typical' } });
  const world = lab.newProcess();
  const running = lab.apply(EXAMPLE, { world });
  await passed(lab, 15_000);
  world.interruptNow();
  await running;
}

/** A stack whose run was killed while it made, changed or removed: its files as they stand then. */
async function killed(run: 'create' | 'update' | 'delete'): Promise<Readonly<Record<string, string>>> {
  const lab = openLab({ emulator: { latency: 'typical' } });
  if (run !== 'create') await lab.converge(EXAMPLE);
  const world = lab.newProcess();
  if (run === 'delete') void lab.destroy(EXAMPLE, { world, options: { allowDestroy: [AT.registry] } });
  else void lab.apply(EXAMPLE.replace('owner: platform', 'owner: others'), { world });
  await passed(lab, run === 'update' ? 500 : 15_000);
  world.kill();
  return lab.disk.texts();
}

function passed(lab: Lab, ms: number): Promise<void> {
  return new Promise((resolve) => void lab.timeline.at(lab.timeline.nowMs() + ms, () => resolve()));
}

function faultyFiles(): void {
  const bad = new URL('../fixtures/bad/', import.meta.url);
  for (const name of readdirSync(bad)) {
    const text = readFileSync(new URL(name, bad), 'utf8');
    const loaded = loadConfig({ files: [{ path: name, text }], env: {}, rules: offlineRules });
    requireValid('diagnostics', loaded.ok ? loaded.warnings : loaded.diagnostics);
  }
}

async function onTheCommandLine(): Promise<void> {
  const folder = newFolder();
  const run = (...args: string[]) => acrctl(folder, [...args, '--json']);
  const edit = (edits: Edits) => writeFileSync(join(folder, 'acrctl.yaml'), example(edits));
  run('validate');
  run('plan', '--bogus');
  run('state', 'list');
  run('plan', '--emulator', '--out', 'images.plan');
  run('show', 'images.plan');
  edit({ [`${AT.network}.dnsServers`]: ['10.20.0.4'] });
  run('records', '--emulator', '--forwarders');
  writeFileSync(join(folder, 'acrctl.yaml'), withDomains());
  run('records', '--emulator', '--forwarders');
  edit({});
  run('apply', '--emulator', '--auto-approve');
  run('apply', '--emulator', '--auto-approve');
  run('apply', '--emulator', 'images.plan');
  run('destroy', '--emulator', '--auto-approve');
  edit({ [AT.group]: null, 'azure.resourceGroup': 'rg-none' });
  run('apply', '--emulator', '--auto-approve', '--state-dir', 'other', '--emulator-dir', 'other-cloud');
  edit({ [`${AT.registry}.sku`]: 'Premum' });
  run('validate');
  const asked = { [`${AT.endpoint}.approval`]: 'manual', [`${AT.endpoint}.dns`]: { manage: 'external' } };
  edit({ [AT.access]: 'enabled', [AT.export]: true, ...asked });
  const waiting = ['--state-dir', 'asked', '--emulator-dir', 'asked-cloud'];
  for (let runs = 0; runs < 2; runs += 1) run('apply', '--emulator', '--auto-approve', ...waiting);
  run('drift', '--emulator', ...waiting);
  for (const kind of ['create', 'update', 'delete'] as const) lookInto(await killed(kind));
  changedByHand();
  lookedAtByDoctor();
  withAKey();
  certificateValidated();
  await onServedEmulator();
}

/** A certificate in a file. */
function certificateValidated(): void {
  const folder = newFolder();
  writeFileSync(join(folder, 'acrctl.yaml'), withCertificate());
  mkdirSync(join(folder, 'tls'));
  writeFileSync(join(folder, 'tls/images.pem'), pemFor('images.contoso.com'));
  acrctl(folder, ['validate', '--json']);
}

/** A key that stays where it is, and an identity that others have not let in. */
function withAKey(): void {
  const folder = newFolder();
  const run = (...args: string[]) => acrctl(folder, [...args, '--json']);
  const edit = (edits: Edits) => writeFileSync(join(folder, 'acrctl.yaml'), withKey(edits));
  const other = { identities: ['images-cmk', 'other'], 'keyVaults.kv-contosoimages.keys.spare': {} };
  edit(other);
  run('apply', '--emulator', '--auto-approve');
  edit({ identities: ['images-cmk', 'other'] });
  run('plan', '--emulator');
  edit({
    ...other,
    [`${KEYS.identities}.user`]: ['other'],
    [`${KEYS.encryption}.identity`]: 'other',
    [`${KEYS.encryption}.grant`]: 'external',
  });
  run('drift', '--emulator');
}

/** Signed in as a person and as nobody in particular, with no way to Azure; and a file with faults. */
function lookedAtByDoctor(): void {
  const folder = newFolder();
  const run = (env: NodeJS.ProcessEnv, ...args: string[]) =>
    acrctl(folder, ['doctor', '--json', ...args], env);
  const ids = { tid: LOCK_ID, oid: LOCK_ID, appid: LOCK_ID };
  run({
    ...NO_NETWORK,
    ...signedInByAz(folder, { ...ids, upn: 'anna@contoso.example', exp: 4_070_908_800 }),
  });
  run({ ...NO_NETWORK, ...signedInByAz(folder, { tid: LOCK_ID }) });
  run({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, '--emulator');
  writeFileSync(join(folder, 'acrctl.yaml'), example({ [`${AT.registry}.sku`]: 'Premum' }));
  run({}, '--emulator');
}

/** The state and its lock, changed without a write to Azure. */
function changedByHand(): void {
  const folder = newFolder();
  const run = (...args: string[]) => acrctl(folder, [...args, '--state-dir', 'state', '--json']);
  run('apply', '--emulator', '--auto-approve');
  run('state', 'mv', AT.registry, 'registries.images');
  run('state', 'rm', AT.network, '--auto-approve');
  const file = join(folder, 'acrctl.yaml');
  writeFileSync(file, example({ [`${AT.network}.location`]: 'northeurope' }));
  run('import', AT.network, ID.network, '--emulator');
  writeFileSync(file, EXAMPLE);
  for (let runs = 0; runs < 2; runs += 1) run('import', AT.network, ID.network, '--emulator');
  writeFileSync(join(folder, 'pulled.json'), run('state', 'pull').stdout);
  for (const force of [[], ['--force']]) run('state', 'push', 'pulled.json', ...force);
  acrctl(folder, ['state', 'migrate', '--from', 'local:state', '--state-dir', 'new', '--json']);
  acrctl(folder, ['state', 'migrate', '--from', 'local:new', '--state-dir', 'state', '--json']);
  run('state', 'unlock');
  for (const kind of ['alive', 'gone', 'elsewhere'] as const) {
    putLock(folder, kind);
    run('state', 'unlock', LOCK_ID, '--force');
  }
  putLock(folder, 'damaged');
  const { detail } = JSON.parse(run('state', 'unlock').stdout).error.diagnostics[0];
  run('state', 'unlock', /[0-9a-f]{32}/.exec(detail)?.[0] ?? '');
}

/** Registries that are there, one of them not to be read to the end. */
async function importedWhole(): Promise<void> {
  const emulator = await startEmulator(emptyFolder());
  acrctl(newFolder(), ['apply', '--auto-approve'], emulator.env);
  await putTeam(emulator);
  const properties = { ttl: 300, aRecords: [{ ipv4Address: '10.99.0.7' }] };
  await emulator.ask('PUT', `${ID.zone}/A/theirs?api-version=${VERSION.dns}`, { properties });
  const run = (...args: string[]) =>
    acrctl(emptyFolder(), ['import', 'registry', ...args, '--json'], emulator.env);
  run(TEAM);
  run(ID.registry);
  const answer = { status: 403, code: 'AuthorizationFailed', message: 'No.' };
  const match = { method: 'GET', path: '/privateEndpoints/contosoimages-hub', nth: 'every' };
  await emulator.ask('POST', '/_emulator/faults', { faults: [{ match, answer }] });
  run(ID.registry);
  await emulator.stop();
}

/** The state that a killed run left behind; its lock is that of another machine. */
function lookInto(files: Readonly<Record<string, string>>): void {
  const folder = newFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, path), text, { mode: 0o600 });
  }
  const run = (...args: string[]) => acrctl(folder, [...args, '--state-dir', 'state', '--json']);
  const { open } = JSON.parse(run('state', 'list').stdout) as StateListDocument;
  for (const { address } of open) run('state', 'show', address);
  run('apply', '--emulator', '--auto-approve');
}

/** Both lists for others: in each cloud, of endpoints whose records are kept in each way, before and after apply. */
async function handedOutToOthers(): Promise<void> {
  for (const cloud of CLOUD_NAMES) {
    const { registryZone } = CLOUDS[cloud];
    const text = example({ 'azure.cloud': cloud }).replaceAll('privatelink.azurecr.io', registryZone);
    await handedOut(openLab({ emulator: { cloud } }), text.replaceAll('westeurope', REGION_IN[cloud]));
  }
  const lab = openLab();
  const edits = fourKeepers();
  await lab.converge(example({ ...edits, [`${AT.registry}.replications`]: { northeurope: {} } }));
  await handedOut(lab, example({ ...edits, 'registries.contosopublic': OPEN_TO_ALL }));
  const external = { dnsZones: null, [`${DOMAINS.domains}.dns`]: 'external' };
  await handedOut(openLab(), withDomains(external));
  for (const onboarding of ['requested', 'active'])
    await handedOut(openLab(), withDomains({ [DOMAINS.onboarding]: onboarding }));
  await handedOut(openLab(), withFront({ 'publicFronts.images.dns': 'external', dnsZones: null }));
  const regions = withRegions();
  const led = openLab();
  await led.converge(regions);
  await handedOut(led, regions);
}

/** Connections of ours and of others: decided, to be decided, left to the reader, and with nothing told of them. */
async function connectedByOthers(): Promise<void> {
  const lab = openLab();
  await listed(lab, EXAMPLE);
  await lab.converge(EXAMPLE);
  await askedByOthers(othersIn(lab), ['pe-blue', 'pe-green']);
  for (const decision of ['approve', 'reject']) {
    const approvals = { build: { endpoints: [theirEndpoint('pe-blue')], decision } };
    await listed(lab, example({ [`${AT.registry}.network.approvals`]: approvals }));
  }
  await listed(lab, example(OPEN), {
    transport: altered(isReadOf(ID.registry), (body) => body.replaceAll('"privateEndpoint"', '"former"')),
  });
}

/** Keys that are followed, named and behind; access by role and policy, left and taken. */
async function withACertificate(): Promise<void> {
  const run = { beside: { 'tls/images.pem': pemFor('images.contoso.com') } };
  await openLab().plan(withCertificate(), run);
}

/** Where a server answers for the public name itself, which is a warning; the evidence of that is taken by a plan. */
async function verifiedFromInside(): Promise<void> {
  const folder = newFolder();
  const probed = { [`${AT.registry}.network.privatePathProof`]: 'probe' };
  const write = (edits: Edits) =>
    writeFileSync(join(folder, 'acrctl.yaml'), example({ ...probed, ...edits }));
  const run = (...args: string[]) => startAcrctl(folder, [...args, '--emulator', '--json']).ended;
  write({ [AT.access]: 'enabled', [AT.export]: true });
  await run('verify', '--evidence', 'early.json');
  await run('plan', '--evidence', 'early.json');
  await run('apply', '--auto-approve');
  await run('verify');
  const host = 'contosoimages.azurecr.io';
  const dns = await startDnsServer({ [host]: { a: ['10.20.1.5'] } });
  await run('verify', '--resolver', dns.name, '--evidence', 'evidence.json');
  await dns.close();
  for (const file of ['early.json', 'evidence.json'])
    requireValid('evidence', JSON.parse(readFileSync(join(folder, file), 'utf8')));
  write({});
  await run('plan', '--evidence', 'evidence.json');
}

async function withKeysOfTheirOwn(): Promise<void> {
  const lab = await withFollowedKey();
  await rotated(lab, FOLLOWING, { wait: false });
  await rotated(lab, FOLLOWING, { adopt: true });
  const untold = (body: string) =>
    body.replaceAll(/"(versionedKeyIdentifier|lastKeyRotationTimestamp|creationDate)"/g, '"untold"');
  await rotated(
    lab,
    FOLLOWING,
    { adopt: true, wait: false },
    { transport: altered(isReadOf(ID.registry), untold) },
  );
  const named = naming(lab);
  await lab.converge(named);
  await rotated(lab, named);
  await rotated(lab, example({ [AT.registry]: { existing: true, network: {} } }), { adopt: true });
  await revokedEachWay();
  await passwordsDrawn();
}

/** Certificates of either source and in either format, and one whose tags somebody took away. */
async function certificatesRotated(): Promise<void> {
  const lab = openLab();
  const own = withCertificate({
    [CERTIFICATE_AT.images]: { source: 'selfSigned', hosts: ['images.contoso.com'], format: 'pfx' },
  });
  await lab.converge(own);
  await rotatedCertificate(lab, own);
  const run = { beside: { 'tls/images.pem': pemFor('images.contoso.com') } };
  const marks = { 'acrctl-stack': 'images-prod', 'acrctl-address': CERTIFICATE_AT.images };
  await lab.request('PATCH', SECRET, VERSION.keyVault, { tags: marks });
  await rotatedCertificate(lab, withCertificate(), run);
  const pfx = pfxOf(certificateIn(pemFor('images.contoso.com')), (size) => new Uint8Array(size));
  const ofPfx = withCertificate({ [`${CERTIFICATE_AT.images}.source`]: 'pfxFile' });
  await rotatedCertificate(lab, ofPfx, { beside: { 'tls/images.pem': pfx } });
}

/** By both kinds of identity, in each state of the onboarding, with gaps and without, and before an identity is there. */
async function ticketsWritten(): Promise<void> {
  const lab = openLab();
  const external = { dnsZones: null, [`${DOMAINS.domains}.dns`]: 'external' };
  for (const edits of [
    { [DOMAINS.onboarding]: 'requested' },
    { [DOMAINS.onboarding]: 'active', [`${DOMAINS.vault}.certificates`]: PINNED },
    BY_USER,
  ]) {
    const file = withDomains(edits as Edits);
    if (edits === BY_USER) {
      await lab.converge(withDomains({ [DOMAINS.onboarding]: 'notRequested' }));
      await ticketOf(lab, withDomains({ ...BY_USER, ...external }));
      await lab.converge(file);
    } else await lab.converge(withDomains({ [DOMAINS.onboarding]: edits[DOMAINS.onboarding] as string }));
    await ticketOf(lab, file);
  }
  await lab.request('PATCH', DOMAIN_ID.registry, VERSION.registry, { identity: { type: 'None' } });
  await ticketOf(lab, withDomains());
}

/** Secrets of others, one of which is used in one version for good. */
const PINNED = {
  images: { existing: true, version: 'a'.repeat(32) },
  northeurope: { existing: true },
  westeurope: { existing: true },
};

async function passwordsDrawn(): Promise<void> {
  const lab = await withTokens();
  const file = { keep: async () => undefined, drop: async () => undefined };
  await passwordDrawn(lab, { days: 90 });
  await passwordDrawn(lab, { destination: { kind: 'file', path: 'password.txt', open: async () => file } });
}

async function revokedEachWay(): Promise<void> {
  const { lab } = await byRole();
  await give(lab, ROLE.officer, VAULT);
  await give(lab, ROLE.encryption, SUBSCRIPTION, SOMEBODY, 'Group');
  const match = {
    method: 'GET',
    path: '/providers/Microsoft.ContainerRegistry/registries?',
    nth: 'every',
  } as const;
  lab.emulator.setFaults([{ match, answer: DENIED }]);
  await rotated(lab, BY_URI, { wait: false });
  await revoked(lab, BY_URI);
  const policies = await byPolicy();
  for (let times = 0; times < 2; times += 1) await revoked(policies, BY_URI);
  const own = await byOwnIdentity();
  await revoked(own.lab, own.file);
  const managed = openLab();
  await managed.converge(MANAGED);
  await revoked(managed, MANAGED);
}

/** An endpoint for each way in which records are kept, each in a network of its own. */
function fourKeepers(): Edits {
  const keys = ['one', 'two', 'three', 'four'];
  const dns = [
    { zone: 'one' },
    { manage: 'records', zone: 'two' },
    { manage: 'external' },
    { manage: 'policy' },
  ];
  const each = (make: (key: string, index: number) => Json) =>
    Object.fromEntries(keys.map((key, index) => [key, make(key, index)]));
  return {
    networks: each((_, index) => ({
      addressSpace: [`10.2${index}.0.0/16`],
      subnets: { ends: { prefix: `10.2${index}.1.0/24` } },
    })),
    privateDnsZones: {
      one: { name: 'privatelink.azurecr.io', links: ['one'] },
      two: { name: 'privatelink.azurecr.io', resourceGroup: 'rg-two', links: ['two'] },
    },
    resourceGroups: { 'rg-images': {}, 'rg-two': {} },
    [AT.endpoints]: each((key, index) => ({ subnet: `${key}/ends`, dns: dns[index] ?? {} })),
  };
}

const REGION_IN = {
  AzureCloud: 'westeurope',
  AzureUSGovernment: 'usgovvirginia',
  AzureChinaCloud: 'chinanorth3',
};
const OPEN_TO_ALL = { sku: 'Standard', network: { publicAccess: 'enabled' } };

async function onServedEmulator(): Promise<void> {
  const folder = newFolder();
  await (await serve(folder, ['--tls'])).stop();
  const { env, ask, stop } = await startEmulator(folder, ['--latency', 'typical', '--speed', '30']);
  const run = (...args: string[]) => acrctl(folder, [...args, '--json'], env);
  const setFaults = (...faults: unknown[]) => ask('POST', '/_emulator/faults', { faults });
  /** SIGINT as soon as the first request of the method has come. */
  const interruptedAt = async (method: string, ...args: string[]) => {
    await ask('DELETE', '/_emulator/requests');
    const running = startAcrctl(folder, [...args, '--json'], env);
    const hasCome = async () => {
      const { requests } = (await ask('GET', '/_emulator/requests')) as { requests: { method: string }[] };
      return requests.some((request) => request.method === method);
    };
    while (!(await hasCome())) await pause(25);
    running.child.kill('SIGINT');
    await running.ended;
  };
  run('drift');
  run('state', 'rebuild');
  const mayOnlyRead = { scope: '/', actions: ['*/read'] };
  await ask('POST', '/_emulator/permissions', { permissions: [mayOnlyRead] });
  run('apply', '--auto-approve');
  run('doctor');
  await ask('POST', '/_emulator/permissions', { permissions: [{ scope: '/', actions: ['*'] }] });
  await interruptedAt('PUT', 'apply', '--auto-approve');
  const fails = { code: 'InternalServerError', message: 'It broke.' };
  const match = { method: 'PUT', path: '/subnets/endpoints' };
  await setFaults({ match, operation: { fails } });
  run('apply', '--auto-approve');
  await setFaults({ match, answer: DENIED });
  run('apply', '--auto-approve');
  await setFaults();
  run('apply', '--auto-approve');
  await ask('PATCH', `${ID.registry}?api-version=${VERSION.registry}`, { tags: { owner: 'others' } });
  run('drift');
  await ask('PATCH', `${ID.network}?api-version=${VERSION.network}`, { tags: markOf(AT.network, 'theirs') });
  for (let runs = 0; runs < 2; runs += 1) run('state', 'rebuild', '--state-dir', 'lost');
  const reads = { method: 'GET', nth: 'every' };
  for (const answer of [DENIED, UNAVAILABLE]) {
    await setFaults({ match: reads, answer });
    run('plan');
  }
  await setFaults({ match: reads, hold: 1_000 });
  await interruptedAt('GET', 'plan');
  await stop();
}

type Answer = NonNullable<Fault['answer']>;

const REGISTRY = '/registries/contosoimages?';

const DENIED: Answer = { status: 403, code: 'AuthorizationFailed', message: 'No.' };
const MOVED: Answer = { status: 412, code: 'PreconditionFailed', message: 'It was modified.' };

/** An answer whose cause stands inside. */
const wrapped = (status: number, headers: Readonly<Record<string, string>> = {}): Answer => {
  const details = [{ code: 'InnerCause', message: 'This is why.' }];
  return {
    status,
    headers,
    body: JSON.stringify({ error: { code: 'OuterCode', message: 'It failed.', details } }),
  };
};

/** Asks for no pause, so that the attempts cost no time. */
const UNAVAILABLE = wrapped(503, { 'x-ms-request-id': 'r-1', 'retry-after': '0' });

/** One for each kind of failure that an answer to the request can be. */
const CREATION_FAILS: readonly Omit<Fault, 'match'>[] = [
  { answer: DENIED },
  { answer: wrapped(400) },
  { answer: { status: 429, code: 'TooManyRequests', message: 'Later.', headers: { 'retry-after': '300' } } },
  { answer: { status: 409, code: 'AnotherOperationInProgress', message: 'It is busy.' } },
  { answer: { status: 404, code: 'ResourceNotFound', message: 'It was not found.' } },
  { lose: 'request' },
];
