import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { PublicFront } from '../../src/core/config.generated.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';

/*
 * docs/public-front.md, read as a person would who makes the gateway by hand: what its tables say, put into the form that
 * Azure takes. No value is known here that does not stand on the page.
 */
const PAGE = readFileSync(new URL('../../docs/public-front.md', import.meta.url), 'utf8');

/** The rows of the table whose head begins with a word, without marks of code. */
function table(head: string): readonly (readonly string[])[] {
  const lines = PAGE.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${head}`));
  const rows = lines.slice(start + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .slice(2, -2)
        .split(/ \| /)
        .map((cell) => cell.replaceAll('`', '').replaceAll('\\|', '|')),
    );
}

/** The front that the page writes. */
export function frontOnPage(): PublicFront {
  const [, text = ''] = /```yaml\n(publicFronts:\n[^`]*?)```/.exec(PAGE) ?? [];
  return (parse(text) as { publicFronts: { images: PublicFront } }).publicFronts.images;
}

/** The cells of the only row that begins so. */
function cells(head: string, row: string): readonly string[] {
  const found = table(head).filter(([first = '']) => first.startsWith(row));
  const [[, ...rest] = []] = found;
  if (found.length !== 1) throw new Error(`The page has ${found.length} rows "${row}" below "${head}".`);
  return rest;
}

const whole = (row: string) => cells('the gateway as a whole', row)[0] ?? '';
const numbersIn = (text: string) => (text.match(/\d+/g) ?? []).map(Number);

interface Around {
  readonly gatewayId: string;
  readonly subnetId: string;
  readonly publicAddressId: string;
  readonly policyId: string;
  /** The secret of VAULT/NAME. */
  secretOf(certificate: string): string;
}

const ROLES = ['registry', 'data'] as const;

/** `properties` of the gateway. */
export function gatewayOnPage({
  gatewayId,
  subnetId,
  publicAddressId,
  policyId,
  secretOf,
}: Around): JsonObject {
  const own = (collection: string, name: string) => ({ id: `${gatewayId}/${collection}/${name}` });
  const part = (name: string, properties: JsonObject) => ({ name, properties });
  const each = (of: (cell: (row: string) => string, role: string) => JsonObject): Json =>
    ROLES.map((role, index) =>
      part(
        role,
        of((row) => cells('part', row)[index] ?? '', role),
      ),
    );
  const [min = 0, max = 0] = numbersIn(whole('instances'));
  const [interval = 0, timeout = 0, unhealthyThreshold = 0] = numbersIn(whole('probe'));
  const [, frontEnd = '', portName = ''] = /^(\S+), by the port (\S+)$/.exec(whole('front end')) ?? [];
  const protocol = whole('protocol');
  const port = Number(whole('port'));
  const shown = cells('part', 'certificate');
  const [ofRegistry = '', ofData = ''] = shown;
  const certificates = ofRegistry === ofData ? [ofRegistry] : [ofRegistry, ofData];
  return {
    sku: { name: whole('tier'), tier: whole('tier') },
    autoscaleConfiguration: { minCapacity: min, maxCapacity: max },
    sslPolicy: { policyType: 'Predefined', policyName: whole('TLS policy') },
    enableHttp2: whole('HTTP/2') !== 'off',
    firewallPolicy: { id: policyId },
    gatewayIPConfigurations: [part(whole('configuration of the address'), { subnet: { id: subnetId } })],
    frontendIPConfigurations: [part(frontEnd, { publicIPAddress: { id: publicAddressId } })],
    frontendPorts: [part(portName, { port })],
    sslCertificates: certificates.map((certificate, index) =>
      part(ROLES[index] ?? '', { keyVaultSecretId: secretOf(certificate) }),
    ),
    probes: each((cell) => ({
      protocol,
      host: cell('backend settings: host'),
      path: cell('probe, for that host: path'),
      interval,
      timeout,
      unhealthyThreshold,
      match: { statusCodes: [cell('probe: healthy answer')] },
    })),
    backendAddressPools: each((cell) => ({ backendAddresses: [{ fqdn: cell('pool') }] })),
    backendHttpSettingsCollection: each((cell, role) => ({
      port,
      protocol,
      cookieBasedAffinity: whole('cookies'),
      hostName: cell('backend settings: host'),
      requestTimeout: numbersIn(whole('wait for an answer'))[0] ?? 0,
      probe: own('probes', role),
    })),
    httpListeners: each((cell) => ({
      frontendIPConfiguration: own('frontendIPConfigurations', frontEnd),
      frontendPort: own('frontendPorts', portName),
      protocol,
      hostName: cell('listener: host, for which the client asks by SNI'),
      requireServerNameIndication: true,
      sslCertificate: own('sslCertificates', ROLES[certificates.indexOf(cell('certificate'))] ?? ''),
    })),
    requestRoutingRules: each((cell, role) => ({
      ruleType: 'Basic',
      priority: Number(cell('rule: priority')),
      httpListener: own('httpListeners', role),
      backendAddressPool: own('backendAddressPools', role),
      backendHttpSettings: own('backendHttpSettingsCollection', role),
      ...(cell('rule: rewrites') !== 'none' && {
        rewriteRuleSet: own('rewriteRuleSets', cell('rule: rewrites')),
      }),
    })),
    rewriteRuleSets: cells('part', 'rule: rewrites')
      .filter((name) => name !== 'none')
      .map((name) => part(name, { rewriteRules: table('rewrite').map(rewriteOf) })),
  };
}

/** "patterns ignore case, and they match the header whatever the status" */
function rewriteOf([
  name = '',
  sequence,
  header = '',
  pattern = '',
  headerValue = '',
]: readonly string[]): JsonObject {
  return {
    name,
    ruleSequence: Number(sequence),
    conditions: [{ variable: `http_resp_${header}`, pattern, ignoreCase: true, negate: false }],
    actionSet: { responseHeaderConfigurations: [{ headerName: header, headerValue }] },
  };
}

/** `properties` of the policy for a front that blocks and allows ranges and blocks countries. */
export function policyOnPage({ waf = {} }: PublicFront): JsonObject {
  const of = (row: string) => cells('the policy as a whole', row)[0] ?? '';
  const [ruleSetType = '', ruleSetVersion = ''] = of('rules of Microsoft').split(' ');
  return {
    policySettings: {
      state: of('state'),
      mode: of('mode'),
      requestBodyCheck: of('bodies').startsWith('looked into'),
      requestBodyEnforcement: of('bodies').includes('up to'),
      maxRequestBodySizeInKb: numbersIn(of('bodies'))[0] ?? 0,
    },
    customRules: table('custom rule').map(([head = '', blocks = '']) => {
      const [priority = '', name = ''] = head.split(' ');
      return {
        name,
        priority: Number(priority),
        ruleType: 'MatchRule',
        action: 'Block',
        state: 'Enabled',
        matchConditions: conditionsOf(blocks, waf),
      };
    }),
    managedRules: {
      managedRuleSets: [{ ruleSetType, ruleSetVersion }],
      exclusions: of('arguments left out')
        .split(', ')
        .map((selector) => ({ matchVariable: 'RequestArgNames', selectorMatchOperator: 'Equals', selector })),
    },
  };
}

function conditionsOf(
  blocks: string,
  { blockedIpRanges = [], allowedIpRanges = [], geo }: NonNullable<PublicFront['waf']>,
): Json {
  const condition = (
    variableName: string,
    operator: string,
    negated: boolean,
    matchValues: readonly string[],
  ) => ({
    matchVariables: [{ variableName }],
    operator,
    negationConditon: negated,
    matchValues: [...matchValues],
    transforms: [],
  });
  switch (blocks) {
    case 'waf.blockedIpRanges':
      return [condition('RemoteAddr', 'IPMatch', false, blockedIpRanges)];
    case 'all but waf.allowedIpRanges':
      return [condition('RemoteAddr', 'IPMatch', true, allowedIpRanges)];
    case 'waf.geo':
      return [condition('RemoteAddr', 'GeoMatch', false, geo?.countries ?? [])];
    default: {
      const [, methods = '', path = ''] = /^all but (.*), and what goes to (\S+)$/.exec(blocks) ?? [];
      return [
        condition('RequestMethod', 'Equal', true, methods.split(' and ')),
        condition('RequestUri', 'BeginsWith', true, [path]),
      ];
    }
  }
}
