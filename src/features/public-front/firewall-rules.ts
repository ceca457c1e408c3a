import type { Code } from '../../core/codes.ts';
import type { FrontFirewall } from '../../core/config.generated.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { quote } from '../../core/wording.ts';
import { contains, type IpRange, parseIp, parseRange } from '../networks/ip-range.ts';
import type { PlacedFront } from '../placed.ts';
import { faultAt, type RuleInput, type Spot } from '../rule.ts';
import { countryName } from './countries.ts';

/** Countries, ranges and rule set of the firewall of a front (2.26, 2.27). */
export function firewallFaults(input: RuleInput, { path, address, entry }: PlacedFront): Diagnostic[] {
  const { waf } = entry;
  if (waf === undefined) return [];
  const at = [...path, 'waf'];
  const report: Report = (code, below, detail, requirements) => {
    const spot: Spot = { path: [...at, ...below], address };
    return faultAt(input, code, spot, { detail, requirements });
  };
  return [...countryFaults(waf, report), ...rangeFaults(waf, report), ...ruleSetFaults(waf, report)];
}

type Report = (
  code: Code,
  below: readonly (string | number)[],
  detail: string,
  requirements: readonly string[],
) => Diagnostic;

function countryFaults({ geo }: FrontFirewall, report: Report): Diagnostic[] {
  return (geo?.countries ?? []).flatMap((code, index) => {
    if (countryName(code) !== undefined) return [];
    const upper = code.toUpperCase();
    const meant = countryName(upper);
    const remedy =
      upper === 'ZZ'
        ? 'Addresses that Azure knows no country for are said with unmapped.'
        : meant !== undefined && upper !== code
          ? `${meant} is ${upper}.`
          : (ALIASES[upper] ?? 'Such codes have two upper-case letters: DE, HK, KP.');
    const detail = `${quote(code)} is no country of ISO 3166-1, by which the firewall knows them: the rule would never hold. ${remedy}`;
    return [report('ACR1204', ['geo', 'countries', index], detail, ['2.26'])];
  });
}

/** What people write that mean a country. */
const ALIASES: Readonly<Record<string, string>> = {
  UK: 'The United Kingdom is GB.',
  EU: 'The European Union is no country: write its members.',
  EL: 'Greece is GR.',
};

function rangeFaults(waf: FrontFirewall, report: Report): Diagnostic[] {
  const read = (key: 'allowedIpRanges' | 'blockedIpRanges') =>
    (waf[key] ?? []).map((text, index) => ({ key, index, text, range: rangeIn(text) }));
  const [allowed, blocked] = [read('allowedIpRanges'), read('blockedIpRanges')];
  const malformed = [...allowed, ...blocked].flatMap(({ key, index, text, range }) =>
    range !== undefined
      ? []
      : [
          report(
            'ACR1210',
            [key, index],
            `${quote(text)} is no IPv4 address or range. Write 203.0.113.7 or 203.0.113.0/24, without bits behind the prefix.`,
            ['2.27'],
          ),
        ],
  );
  const shutOut = allowed.flatMap(({ key, index, text, range }) => {
    const around = blocked.find(
      (each) => range !== undefined && each.range !== undefined && contains(each.range, range),
    );
    if (around === undefined) return [];
    const detail = `${text} lies in ${around.text} of blockedIpRanges, so that nobody there gets in: what is blocked stays so whatever is allowed. Take it out of one of the lists.`;
    return [report('ACR1205', [key, index], detail, ['2.27'])];
  });
  return [...malformed, ...shutOut];
}

function rangeIn(text: string): IpRange | undefined {
  const range = text.includes('/') ? parseRange(text) : parseIp(text) && parseRange(`${text}/32`);
  if (range === undefined || range.version === 6) return undefined;
  return !text.includes('/') || range.canonical === text ? range : undefined;
}

function ruleSetFaults({ ruleSet }: FrontFirewall, report: Report): Diagnostic[] {
  if (ruleSet === undefined) return [];
  const versions = VERSIONS[ruleSet.type];
  if (versions.includes(ruleSet.version)) return [];
  const detail = `${ruleSet.type} has no version ${ruleSet.version}. Write ${versions.join(' or ')}.`;
  return [report('ACR1208', ['ruleSet', 'version'], detail, ['2.3'])];
}

/** Those that new policies may have (application-gateway.md 3). */
const VERSIONS: Readonly<Record<NonNullable<FrontFirewall['ruleSet']>['type'], readonly string[]>> = {
  Microsoft_DefaultRuleSet: ['2.1', '2.2'],
  OWASP: ['3.2'],
};
