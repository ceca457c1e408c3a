import { diagnose } from '../../core/codes.ts';
import { AcrctlError, BugError, EXIT } from '../../core/errors.ts';
import { advisedError } from './errors.ts';
import type { TokenSource } from './token-source.ts';

/**
 * The origin of a loopback ARM endpoint given as text, such as `http://127.0.0.1:8080`. Anything but a loopback
 * host, and anything behind it, is refused (faults.md H07).
 */
export function loopbackOrigin(endpoint: string): string {
  const url = LOOPBACK_TEXT.test(endpoint) && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url !== undefined) return url.origin;
  throw new AcrctlError(EXIT.invalid, [
    diagnose('ACR2201', {
      detail:
        'ACRCTL_ARM_ENDPOINT may only name an ARM emulator on this machine: http or https, the host 127.0.0.1, localhost or [::1], and a port, without user name and path. To work against Azure, unset it and choose the cloud with azure.cloud in the file.',
      hint: 'Use something like http://127.0.0.1:8080, as "acrctl emulator" prints it.',
    }),
  ]);
}

/** True for the origins that `loopbackOrigin` gives. */
export function isLoopback(origin: string): boolean {
  return LOOPBACK_TEXT.test(origin);
}

/**
 * The one place that decides which token may meet which origin: a real one never goes to a loopback endpoint, nor
 * in clear text; the emulator's goes nowhere else.
 */
export function assertTokenFits(origin: string, tokens: TokenSource): void {
  const fits =
    tokens.kind === 'emulator' ? isLoopback(origin) : !isLoopback(origin) && origin.startsWith('https://');
  if (!fits)
    throw new BugError(`A token is sent only to the kind of endpoint it was made for, not to ${origin}.`);
}

/**
 * The absolute form of a URL that Azure gave, as sent: signed queries must come back byte by byte. Throws where it
 * leaves the origin, so that no request and no token ever does (faults.md G27, G28). `:443` is the same origin.
 */
export function pinned(url: string, origin: string): string {
  const isAbsolute = URL.canParse(url);
  // `https:host/path` lies on the origin when read as relative to it, and on `host` when sent as it is.
  const parsed = isAbsolute ? new URL(url) : URL.canParse(url, origin) ? new URL(url, origin) : undefined;
  const isPlain =
    parsed !== undefined && parsed.username === '' && parsed.password === '' && !UNSAFE.test(url);
  if (!isPlain || parsed.origin !== origin) {
    throw advisedError({
      failure: 'permanent',
      armCode: 'ForeignUrl',
      message: `Azure named a URL that does not lie on ${origin}. It was not asked, and no token was sent there.`,
    });
  }
  return isAbsolute ? url : `${origin}${parsed.pathname}${parsed.search}`;
}

const LOOPBACK_TEXT = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?\/?$/i;
/** What URL parsers drop or turn around silently. */
const UNSAFE = /[\u0000-\u0020\u007f\\]/;
