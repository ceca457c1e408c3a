import { NotUnderstood } from './arm-shape.ts';

/** What RE2 has not, and a gateway therefore refuses or misreads (application-gateway.md, 2). */
const BEYOND_RE2 = /\(\?(?:[=!]|<[=!])|\\[1-9]|\\k</;

/**
 * A pattern as gateways take it: RE2, searched anywhere, not wrapped in slashes. What this machine would read otherwise
 * than RE2 is refused.
 */
export function patternOf(pattern: string, isCaseIgnored: boolean, at: string): RegExp {
  if (BEYOND_RE2.test(withoutEscapedBackslashes(pattern)))
    throw new NotUnderstood(`${at} looks around or back, which RE2 cannot: ${pattern}`);
  if (/^\/.*\/$/.test(pattern)) throw new NotUnderstood(`${at} is wrapped in slashes: ${pattern}`);
  try {
    return new RegExp(pattern, isCaseIgnored ? 'iu' : 'u');
  } catch (cause) {
    throw new NotUnderstood(`${at} is no pattern: ${pattern}`, { cause });
  }
}

function withoutEscapedBackslashes(pattern: string): string {
  return pattern.replaceAll('\\\\', '');
}
