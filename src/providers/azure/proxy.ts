import { diagnose } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What the environment says of a proxy for a host. Values are never repeated where they may hold a password (I-15). */
export type ProxyChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'unusable'; readonly variable: string }
  | { readonly kind: 'bypassed'; readonly variable: string; readonly by: string }
  | {
      readonly kind: 'used';
      readonly variable: string;
      /** `http://proxy.example.com:8080`: without user and password. */
      readonly proxy: string;
      readonly signsIn: boolean;
      /** An entry of NO_PROXY that other tools take for this host, and the pipeline does not. */
      readonly misread: string | undefined;
    };

/**
 * The choice of Microsoft's pipeline (proxyPolicy.js of @typespec/ts-http-runtime): the first variable that is set,
 * and NO_PROXY by whole names, or with a dot in front by what lies below them.
 */
export function proxyFor(env: Env, host: string): ProxyChoice {
  const variable = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'].flatMap(spellings).find((name) => env[name]);
  const value = variable === undefined ? undefined : env[variable];
  if (variable === undefined || value === undefined) return { kind: 'none' };
  if (!isProxyUrl(value)) return { kind: 'unusable', variable };
  const entries = noProxyEntries(env);
  const by = entries.find((entry) => entry === host || (entry.startsWith('.') && isBelow(host, entry)));
  if (by !== undefined) return { kind: 'bypassed', variable, by };
  const { protocol, host: name, port, username, password } = new URL(value);
  return {
    kind: 'used',
    variable,
    // Without a port it asks port 80, of a proxy that speaks TLS as well.
    proxy: `${protocol}//${name}${port === '' ? ':80' : ''}`,
    signsIn: username !== '' || password !== '',
    misread: entries.find((entry) => isMisread(entry, host)),
  };
}

/**
 * Throws where the proxy of the environment is none that the pipeline can use, which would say no more than "Invalid
 * URL" or that nobody answers.
 */
export function assertProxyUsable(env: Env): void {
  const choice = proxyFor(env, '');
  if (choice.kind === 'unusable') throw new AcrctlError(EXIT.invalid, [unusableProxy(choice.variable)]);
}

export function unusableProxy(variable: string): Diagnostic {
  return diagnose('ACR2210', {
    detail: `${variable} is no URL of a proxy that speaks HTTP, so nothing was asked.`,
    hint: `Set ${variable} to something like http://proxy.example.com:8080, or unset it.`,
  });
}

function isProxyUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function noProxyEntries(env: Env): readonly string[] {
  const name = spellings('NO_PROXY').find((each) => env[each]);
  const list = name === undefined ? '' : (env[name] ?? '');
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function spellings(name: string): readonly string[] {
  return [name, name.toLowerCase()];
}

function isBelow(host: string, dotted: string): boolean {
  return host.endsWith(dotted) || host === dotted.slice(1);
}

/** `*`, `*.azure.com` and `azure.com` mean the host to curl and others; so does the name in another case. */
function isMisread(entry: string, host: string): boolean {
  const bare = entry.toLowerCase().replace(/^\*?\.?/, '');
  return entry === '*' || (bare !== '' && isBelow(host, `.${bare}`));
}
