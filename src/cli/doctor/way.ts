import { type Check, passed, skipped, troubled } from '../../core/checkup.ts';
import { diagnose } from '../../core/codes.ts';
import { duration } from '../../core/wording.ts';
import { type ProxyChoice, unusableProxy } from '../../providers/azure/proxy.ts';
import type { Reached, Skew } from '../../providers/azure/reach.ts';
import { TRUST_MS } from '../../state/holding.ts';

/** Which proxy is asked for the host, by whose variable. */
export function proxyCheck(choice: ProxyChoice, host: string): Check {
  switch (choice.kind) {
    case 'none':
      return passed('proxy', 'none: neither HTTPS_PROXY nor its like is set');
    case 'unusable':
      return troubled('proxy', `${choice.variable} cannot be used`, [unusableProxy(choice.variable)]);
    case 'bypassed':
      return passed('proxy', `not for ${host}: NO_PROXY has ${choice.by}`);
    case 'used': {
      const { variable, proxy, signsIn, misread } = choice;
      const found = `${proxy} by ${variable}${signsIn ? ', with a sign-in' : ''}`;
      if (misread === undefined) return passed('proxy', found);
      return troubled('proxy', found, [
        diagnose('ACR2314', {
          severity: 'warning',
          detail: `NO_PROXY has "${misread}". Other tools take that for ${host}; acrctl asks the proxy, since Microsoft's pipeline knows whole names, and names with a dot in front for all that lies below them.`,
          hint: `If ${host} is not to go through the proxy, add it to NO_PROXY:\nexport NO_PROXY="$NO_PROXY,${host}"`,
        }),
      ]);
    }
  }
}

/** Whether Azure Resource Manager answers at all; whoever asks needs no login for that. */
export function reachCheck(reached: Reached, host: string): Check {
  switch (reached.kind) {
    case 'answered':
      return passed('reach', `${host} answers, in ${Math.round(reached.tookMs)} ms`);
    case 'foreign': {
      const asksForPassword = reached.status === 407;
      const who = asksForPassword
        ? 'The proxy wants a sign-in'
        : 'Something on the way answered in its place';
      return troubled('reach', `no answer of ${host}`, [
        diagnose('ACR2303', {
          detail: `${who}: ${reached.status}. ${host} itself was not reached.`,
          hint: asksForPassword
            ? 'Put user and password of the proxy into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT.'
            : `Let the proxy or firewall pass ${host}, port 443. A network with a sign-in page wants you to open that in a browser first.`,
        }),
      ]);
    }
    case 'none':
      return troubled('reach', `no answer of ${host}`, [
        diagnose('ACR2303', { detail: reached.said, hint: reached.remedy }),
      ]);
  }
}

/** Up to `TRUST_MS` a lock bears it. Microsoft's libraries judge the times of a token with 300 s to spare (`DefaultClockSkew` of Microsoft.IdentityModel). */
const TOKENS_FAIL_MS = 5 * 60_000;

/** The clock of this machine against that of the answer. */
export function clockCheck(skew: Skew | undefined): Check {
  if (skew === undefined) return skipped('clock', 'the answer of Azure carries no date');
  const { aheadMs, withinMs } = skew;
  const leastMs = Math.max(0, Math.abs(aheadMs) - withinMs);
  const side = aheadMs > 0 ? 'ahead of' : 'behind';
  const off = `${duration(Math.round(Math.abs(aheadMs) / 1000))} ${side} that of Azure`;
  if (leastMs <= TRUST_MS)
    return passed('clock', leastMs === 0 ? 'as that of Azure' : `${off}; up to 45 s is no matter`);
  const isFatal = leastMs > TOKENS_FAIL_MS;
  return troubled('clock', off, [
    diagnose('ACR2304', {
      severity: isFatal ? 'error' : 'warning',
      detail: isFatal
        ? 'From 5 min on Microsoft Entra refuses what this machine signs, and tokens seem to be over, or not to have begun.'
        : 'From 5 min on logins fail; from 45 s on the times that a lock shows to other machines mislead.',
      hint: 'Set the clock by the network. On a Linux with systemd:\nsudo timedatectl set-ntp true',
    }),
  ]);
}
