import { readFile, stat } from 'node:fs/promises';
import { type Check, passed, type SignedInIdentity, skipped, troubled } from '../../core/checkup.ts';
import { AcrctlError } from '../../core/errors.ts';
import { counted, enumerate, escapeUnprintable } from '../../core/wording.ts';
import type { World } from '../../core/world.ts';
import { cloudOf } from '../../features/scope.ts';
import type { CloudName } from '../../providers/azure/clouds.ts';
import { proxyFor } from '../../providers/azure/proxy.ts';
import { type Reached, reachArm } from '../../providers/azure/reach.ts';
import type { Trace } from '../../providers/azure/trace.ts';
import { type LoadedConfiguration, loadConfiguration } from '../configuration.ts';
import { fileErrorReason } from '../file-error.ts';
import type { CloudOptions } from '../options.ts';
import { subscriptionsOf } from '../session.ts';
import { NOBODY } from '../sign-in.ts';
import { openStateHome } from '../state-place.ts';
import { OLDEST_NODE } from '../version.ts';
import type { Login, Way } from './access.ts';
import { timed, told } from './bounded-checks.ts';
import { cloudChecks, PLAN_CHECKS } from './cloud-checks.ts';
import { tokenCheck } from './login.ts';
import { type CertificateFile, certificatesCheck, nodeCheck } from './machine.ts';
import { needsLogin, noState, stateChecks } from './state-checks.ts';
import { clockCheck, proxyCheck, reachCheck } from './way.ts';

export interface Examination {
  /** Undefined where the configuration does not tell. */
  readonly stack: string | undefined;
  readonly cloud: CloudName;
  readonly identity: SignedInIdentity | undefined;
  readonly checks: readonly Check[];
}

export interface ExamineInput {
  readonly options: CloudOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly world: World;
  /** Told of every request that asks Azure as somebody. */
  readonly trace?: (trace: Trace) => void;
  wayTo(options: CloudOptions, cloud: CloudName, world: World): Promise<Way>;
}

/**
 * Looks at everything that a run needs. What one check needs of another is skipped where that failed; all others go on.
 * Asks Azure by GET, and by POST only whether new names are free; takes no lock, and writes nothing. Throws only where a signal ends it.
 */
export async function examine(input: ExamineInput): Promise<Examination> {
  const { options, env, world } = input;
  const configuration = await told(() => loadConfiguration(options.file));
  const loaded = configuration instanceof AcrctlError ? undefined : configuration;
  const cloud = loaded === undefined ? 'AzureCloud' : cloudOf(loaded.config);
  const [machine, arrival] = await Promise.all([machineChecks(env, world), arrive(input, cloud)]);
  const { state, rest } = await behind(arrival, loaded, input);
  return {
    stack: loaded?.config.stack,
    cloud,
    identity: arrival.login?.identity,
    checks: [
      ...machine,
      ...arrival.way,
      configurationCheck(configuration, options),
      ...state,
      ...arrival.signIn.map((check) => (loaded === undefined ? assuming(check, cloud) : check)),
      ...rest,
    ],
  };
}

/** What takes the file: the state, which may take the login too, and all that is asked of Azure. */
async function behind(
  { reached, login }: Arrival,
  loaded: LoadedConfiguration | undefined,
  { options, world, trace }: ExamineInput,
): Promise<{ readonly state: readonly Check[]; readonly rest: readonly Check[] }> {
  if (loaded === undefined) return { state: noState(NOT_VALID), rest: skippedFor([], NOT_VALID) };
  const { config } = loaded;
  const whyNot = reached === undefined ? 'Azure is not reached' : 'nobody is signed in';
  const home =
    login === undefined && needsLogin(config, options)
      ? undefined
      : await told(() =>
          openStateHome(options, config, world, async (resource) => (login ?? NOBODY).tokensFor(resource)),
        );
  const [state, rest] = await Promise.all([
    home === undefined
      ? noState('it stands in a container, and nobody is signed in')
      : home instanceof AcrctlError
        ? noState(home)
        : stateChecks(home, world, options),
    reached === undefined || login === undefined || home === undefined
      ? skippedFor(subscriptionsOf(config), whyNot)
      : cloudChecks({ options, world, way: reached, login, loaded, home, trace }),
  ]);
  return { state, rest };
}

const NOT_VALID = 'the configuration is not valid';

function configurationCheck(configuration: LoadedConfiguration | AcrctlError, { file }: CloudOptions): Check {
  const files = enumerate(file.map(escapeUnprintable));
  if (configuration instanceof AcrctlError)
    return troubled(
      'configuration',
      `${files}: ${counted(configuration.diagnostics.length, 'fault')}`,
      configuration.diagnostics,
    );
  const { warnings, config } = configuration;
  const found = `${files}, stack ${config.stack}`;
  return warnings.length === 0
    ? passed('configuration', found)
    : troubled('configuration', `${found}, ${counted(warnings.length, 'warning')}`, warnings);
}

/** A file with faults does not tell its cloud. */
function assuming(check: Check, cloud: CloudName): Check {
  return check.status === 'skipped'
    ? check
    : { ...check, found: `${check.found} (for ${cloud}, since the file is not valid)` };
}

async function machineChecks(env: ExamineInput['env'], world: World): Promise<readonly Check[]> {
  const path = env['NODE_EXTRA_CA_CERTS'] || undefined;
  const file = path === undefined ? undefined : await certificateFile(path);
  const rejectUnauthorized = env['NODE_TLS_REJECT_UNAUTHORIZED'];
  return [
    nodeCheck(process.versions.node, OLDEST_NODE),
    certificatesCheck({ path, file, rejectUnauthorized, nowMs: world.clock.wallMs() }),
  ];
}

async function certificateFile(path: string): Promise<CertificateFile> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return { unreadable: 'It is no regular file.' };
    if (found.size > LARGEST_BYTES)
      return { unreadable: `It has ${found.size} bytes, more than any file of certificates.` };
    return { text: await readFile(path, 'latin1') };
  } catch (error) {
    return { unreadable: fileErrorReason(error) };
  }
}

const LARGEST_BYTES = 16 * 1024 * 1024;

/** How far it came on the way to Azure. */
interface Arrival {
  readonly way: readonly Check[];
  readonly signIn: readonly Check[];
  /** Undefined where nobody answers there. */
  readonly reached: Way | undefined;
  readonly login: Login | undefined;
}

/** As nobody and by signing in, at the same time: neither takes the other. */
async function arrive(input: ExamineInput, cloud: CloudName): Promise<Arrival> {
  const { options, env, world } = input;
  const way = await told(() => input.wayTo(options, cloud, world));
  if (way instanceof AcrctlError) {
    const why = 'the endpoint cannot be used';
    return stranded([skipped('proxy', why), troubled('reach', why, way.diagnostics)], why);
  }
  const host = new URL(way.origin).host;
  const proxy =
    way.kind === 'azure'
      ? proxyCheck(proxyFor(env, host), host)
      : passed('proxy', 'none: the emulator is on this machine');
  if (proxy.status === 'failed') {
    const why = 'the proxy cannot be used';
    return stranded([proxy, skipped('reach', why)], why);
  }
  const [{ check, clock }, { checks, login }] = await Promise.all([reach(way, world), signIn(way, world)]);
  const reached = check.status === 'ok' ? way : undefined;
  return { way: [proxy, check, clock], signIn: checks, reached, login };
}

function stranded(before: readonly Check[], why: string): Arrival {
  const signIn = [skipped('login', why), skipped('token', why)];
  return { way: [...before, skipped('clock', why)], signIn, reached: undefined, login: undefined };
}

async function reach(way: Way, world: World): Promise<{ readonly check: Check; readonly clock: Check }> {
  const { origin, transport, kind } = way;
  const host = new URL(origin).host;
  if (kind === 'embedded')
    return {
      check: passed('reach', 'the emulator of this process'),
      clock: skipped('clock', 'the emulator of this process has the clock of this machine'),
    };
  const reached: Reached = await reachArm({ transport, clock: world.clock, origin, signal: world.interrupt });
  const clock =
    reached.kind === 'answered'
      ? clockCheck(reached.skew)
      : skipped('clock', `${host} gave no answer to compare with`);
  return { check: reachCheck(reached, host), clock };
}

async function signIn(
  way: Way,
  world: World,
): Promise<{ readonly checks: readonly Check[]; readonly login: Login | undefined }> {
  const login = await timed('login', world, (signal) => told(() => way.signIn(signal)));
  if (login instanceof AcrctlError) {
    const found = login.diagnostics[0]?.summary ?? '';
    const check = troubled('login', `${found.charAt(0).toLowerCase()}${found.slice(1)}`, login.diagnostics);
    return { checks: [check, skipped('token', 'there is none')], login: undefined };
  }
  if ('status' in login) return { checks: [login, skipped('token', 'there is none')], login: undefined };
  const token =
    login.identity === undefined
      ? skipped('token', 'an emulator takes any')
      : tokenCheck(login.identity, world.clock.wallMs());
  return { checks: [passed('login', login.source), token], login };
}

function skippedFor(subscriptions: readonly string[], why: string): readonly Check[] {
  const each = subscriptions.length === 0 ? [null] : subscriptions;
  return [
    ...each.flatMap((subscription) => [
      skipped({ name: 'subscription', subscription }, why),
      skipped({ name: 'providers', subscription }, why),
    ]),
    ...PLAN_CHECKS.map((name) => skipped(name, why)),
  ];
}
