import type { Check, CheckName, CheckStatus } from '../core/checkup.ts';
import { type Diagnostic, isError } from '../core/diagnostic.ts';
import { counted, enumerate, escapeUnprintable } from '../core/wording.ts';
import { diagnosticsText } from './diagnostics-text.ts';
import { ends, wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';
import type { Style } from './style.ts';

export interface ShownExamination {
  readonly stack: string | undefined;
  readonly cloud: string;
  readonly version: string;
  readonly checks: readonly Check[];
}

/** What was looked at, by section; then what is wrong and what to do; and last of all whether it will work. */
export function doctorText(
  { stack, cloud, version, checks }: ShownExamination,
  options: TextOptions,
): string {
  const { width, style } = options;
  const head = ends(
    `doctor${stack === undefined ? '' : ` · ${escapeUnprintable(stack)}`} · ${cloud}`,
    `acrctl ${version}`,
    width,
  );
  const sections = SECTIONS.flatMap(({ title, names }) => {
    const own = checks.filter(({ name }) => names.includes(name));
    return own.length === 0
      ? []
      : ['', style.bold(title), ...own.flatMap((check) => checkLines(check, checks, options))];
  });
  const troubles = inOrder(checks.flatMap(({ diagnostics }) => diagnostics));
  const told =
    troubles.length === 0
      ? []
      : ['', style.bold('What to do'), '', withoutCount(diagnosticsText(troubles, options))];
  return [head, ...sections, ...told, '', ...verdict(checks, options), ''].join('\n');
}

const SECTIONS: readonly { readonly title: string; readonly names: readonly CheckName[] }[] = [
  { title: 'This machine', names: ['node', 'certificates'] },
  { title: 'The way to Azure', names: ['proxy', 'reach', 'clock'] },
  { title: 'Configuration', names: ['configuration'] },
  { title: 'State', names: ['state', 'stateAccess', 'lock'] },
  { title: 'Login', names: ['login', 'token'] },
  { title: 'Subscriptions', names: ['subscription', 'providers'] },
  { title: 'Plan and apply', names: ['permissionsForPlan', 'permissionsForApply', 'plan'] },
];

const LABELS: Readonly<Record<CheckName, string>> = {
  node: 'Node',
  certificates: 'certificates',
  proxy: 'proxy',
  reach: 'Azure',
  clock: 'clock',
  configuration: 'files',
  state: 'state',
  stateAccess: 'access',
  lock: 'lock',
  login: 'login',
  token: 'token',
  subscription: 'subscription',
  providers: 'providers',
  permissionsForPlan: 'may plan',
  permissionsForApply: 'may apply',
  plan: 'plan',
};

const LABEL_WIDTH = Math.max(...Object.values(LABELS).map((label) => label.length));
const STATUS_WIDTH = 'warning'.length;

const PAINT: Readonly<Record<CheckStatus, keyof Style>> = {
  ok: 'good',
  warning: 'caution',
  failed: 'bad',
  skipped: 'dim',
};

/** The subscription is named where there are several, or by the check that is about itself. */
function checkLines(check: Check, all: readonly Check[], { width, style }: TextOptions): readonly string[] {
  const { name, subscription, status, found } = check;
  const first = `  ${status.padEnd(STATUS_WIDTH)}  ${LABELS[name].padEnd(LABEL_WIDTH)}  `;
  const isOneOfSome = new Set(all.map((each) => each.subscription)).size > 2;
  const about = subscription !== null && (name === 'subscription' || isOneOfSome) ? `${subscription}: ` : '';
  const [head = '', ...more] = wrap(escapeUnprintable(`${about}${found}`), width, first);
  // A word that does not fit, such as a URL, is there to be copied: it gets as much of its line as there is.
  const fitted = more.map((line) => (line.length > width ? `    ${line.trimStart()}` : line));
  return [head.replace(status, style[PAINT[status]](status)), ...fitted];
}

/** Each once; what stops a run stands last. */
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const distinct = [...new Map(diagnostics.map((each) => [JSON.stringify(each), each])).values()];
  return [...distinct.filter((each) => !isError(each)), ...distinct.filter(isError)];
}

/** The last paragraph counts what the verdict counts by check. */
function withoutCount(text: string): string {
  return text.slice(0, text.trimEnd().lastIndexOf('\n\n'));
}

function verdict(checks: readonly Check[], { width, style }: TextOptions): readonly string[] {
  const named = (status: CheckStatus) => checks.filter((check) => check.status === status);
  const failed = named('failed');
  const counts = (['ok', 'warning', 'failed', 'skipped'] as const)
    .map((status) => [status, named(status).length] as const)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ');
  const labelsOf = (status: CheckStatus) =>
    enumerate([...new Set(named(status).map(({ name }) => LABELS[name]))]);
  const warnings = named('warning').length;
  const said =
    failed.length > 0
      ? style.bad(`Not ready: ${counted(failed.length, 'check')} failed (${labelsOf('failed')}).`)
      : named('skipped').some(({ name }) => name === 'plan')
        ? style.caution('Nothing failed, but not everything could be looked at.')
        : warnings > 0
          ? style.caution(`Ready, but for ${counted(warnings, 'warning')} (${labelsOf('warning')}).`)
          : style.good('Ready: plan and apply have what they need.');
  return [...wrap(`${counted(checks.length, 'check')}: ${counts}.`, width), ...wrap(said, width)];
}
