import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';

/**
 * Throws where the proxy of the environment is none that Microsoft's pipeline can use, which would say no more than
 * "Invalid URL" or that nobody answers. The value is not repeated: it may hold a password (I-15).
 */
export function assertProxyUsable(env: Readonly<Record<string, string | undefined>>): void {
  // In the order of the pipeline (proxyPolicy.js), which takes the first that is set.
  const name = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY']
    .flatMap((upper) => [upper, upper.toLowerCase()])
    .find((each) => env[each]);
  const value = name === undefined ? undefined : env[name];
  if (value === undefined || isProxyUrl(value)) return;
  throw new AcrctlError(EXIT.invalid, [
    diagnose('ACR2210', {
      detail: `${name} is no URL of a proxy that speaks HTTP, so nothing was asked.`,
      hint: `Set ${name} to something like http://proxy.example.com:8080, or unset it.`,
    }),
  ]);
}

function isProxyUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
