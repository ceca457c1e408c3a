import { keyOf } from '../arm-path.ts';
import type { Call } from '../cloud.ts';
import { ArmError, badRequest, invalidReference } from '../errors.ts';
import { at, numberAt, stringAt, stringsAt } from '../json.ts';
import { until } from '../version-shapes.ts';
import { type GatewayData, generationOf, partsIn } from './gateway-body.ts';
import { certificatesFromVaults } from './gateway-certificates.ts';
import { type Collection, type GatewayPart, idsIn, partKinds, partPath } from './gateway-parts.ts';
import type { WantedGateway } from './gateway-request.ts';

/**
 * Throws where a gateway contradicts itself. Where neither a code nor a source stands, that it is refused is documented, and code
 * and text are assumed.
 */
export function checkGateway(
  call: Call,
  wanted: WantedGateway,
  before: GatewayData | undefined,
  hasIdentity: boolean,
): void {
  checkSku(call, wanted, before);
  checkNeeded(call, wanted);
  checkReferences(call, wanted.parts);
  checkPorts(call, wanted);
  checkListeners(call, wanted);
  checkRoutingRules(call, wanted);
  checkProbes(call, wanted);
  checkFirewall(call, wanted, before);
  if (certificatesFromVaults({ data: wanted as GatewayData }).length > 0 && !hasIdentity)
    throw needsIdentity(call);
}

const skus: Readonly<Record<string, readonly string[]>> = {
  Standard: ['Standard_Small', 'Standard_Medium', 'Standard_Large'],
  WAF: ['WAF_Medium', 'WAF_Large'],
  Standard_v2: ['Standard_v2'],
  WAF_v2: ['WAF_v2'],
  Basic: ['Basic'],
};

const mostInstances = 125;

function checkSku(call: Call, { sku, settings }: WantedGateway, before: GatewayData | undefined): void {
  if (!skus[sku.tier]?.includes(sku.name))
    throw badRequest(
      `Application gateway ${call.target.name} cannot have the SKU ${sku.name} of the tier ${sku.tier}.`,
    );
  // Assumption: text. Version 1 is migrated by making another gateway.
  if (before && generationOf(before.sku) !== generationOf(sku))
    throw badRequest(
      `The SKU of application gateway ${call.target.name} cannot change between version 1 and 2.`,
    );
  if (generationOf(sku) === 1) return;
  const scaling = at(settings, 'autoscaleConfiguration');
  // Azure/azure-cli issue 28160, Azure/application-gateway-kubernetes-ingress pull request 82.
  if ((sku.capacity === undefined) === (scaling === undefined))
    throw refused(
      'ApplicationGatewayV2SkuMustSpecifyEitherCapacityOrAutoscaleConfiguration',
      `Application Gateway ${call.target.id} must specify either Capacity or AutoscaleConfiguration for the selected SKU tier ${sku.tier}`,
    );
  const from = numberAt(scaling, 'minCapacity') ?? sku.capacity ?? 0;
  const to = numberAt(scaling, 'maxCapacity') ?? from;
  const least = scaling === undefined ? 1 : 0;
  if (from < least || to > mostInstances || to < from)
    throw badRequest(
      `The capacity of application gateway ${call.target.name} must be from ${least} to ${mostInstances}, and the maximum no less than the minimum.`,
    );
}

function checkNeeded(call: Call, { parts }: WantedGateway): void {
  const hasAny = (...collections: readonly Collection[]) =>
    parts.some(({ collection }) => collections.includes(collection));
  const needed: readonly (readonly Collection[])[] = [
    ['gatewayIPConfigurations'],
    ['frontendIPConfigurations'],
    ['frontendPorts'],
    ['httpListeners', 'listeners'],
    ['requestRoutingRules', 'routingRules'],
  ];
  const missing = needed.find((collections) => !hasAny(...collections));
  if (missing)
    throw badRequest(`Application gateway ${call.target.id} needs at least one of ${missing.join(' or ')}.`);
}

// MicrosoftDocs/azure-docs pull request 111001: a listener that a rule names.
function checkReferences(call: Call, parts: readonly GatewayPart[]): void {
  const there = new Set(parts.map((part) => keyOf(ownId(call, part))));
  const collections = new Map(parts.map((part) => [keyOf(ownId(call, part)), part.collection]));
  for (const part of parts) {
    for (const [member, { to }] of Object.entries(partKinds[part.collection].references ?? {})) {
      if (to === undefined) continue;
      for (const id of idsIn(part, member))
        if (!there.has(keyOf(id)) || collections.get(keyOf(id)) !== to)
          throw invalidReference(id, ownId(call, part));
    }
  }
}

// Recalled.
function checkPorts(call: Call, wanted: WantedGateway): void {
  const taken = new Map<number, GatewayPart>();
  for (const part of of(wanted, 'frontendPorts')) {
    const port = numberAt(part.properties, 'port') ?? 0;
    if (port < 1 || port > 65_535)
      throw badRequest(`The port of ${ownId(call, part)} must be from 1 to 65535.`);
    const other = taken.get(port);
    if (other)
      throw refused(
        'ApplicationGatewayFrontendPortsUsingSamePortNumber',
        `Two Frontend Ports of Application Gateway ${ownId(call, other)} and ${ownId(call, part)} are using the same port number ${port}.`,
      );
    taken.set(port, part);
  }
}

/** application-gateway.md 6. */
const mostHosts = 5;

function checkListeners(call: Call, wanted: WantedGateway): void {
  const seen: GatewayPart[] = [];
  for (const part of of(wanted, 'httpListeners')) {
    const { properties } = part;
    const id = ownId(call, part);
    const names = stringsAt(properties, 'hostNames') ?? [];
    if (stringAt(properties, 'hostName') !== undefined && names.length > 0)
      throw badRequest(`Listener ${id} has both hostName and hostNames.`);
    if (names.length > mostHosts) throw badRequest(`Listener ${id} has more than ${mostHosts} host names.`);
    checkProtocol(id, properties);
    for (const member of ['frontendIPConfiguration', 'frontendPort'])
      if (idsIn(part, member).length === 0) throw badRequest(`Listener ${id} needs a ${member}.`);
    for (const other of seen) refuseSameSite(call, other, part);
    seen.push(part);
  }
}

// Recalled, both.
function checkProtocol(id: string, properties: GatewayPart['properties']): void {
  const hasCertificate = stringAt(properties, 'sslCertificate', 'id') !== undefined;
  switch (stringAt(properties, 'protocol')) {
    case 'Https':
      if (hasCertificate) return;
      throw refused(
        'ApplicationGatewayHttpsListenerMustReferenceSslCert',
        `Http Listener ${id} is using protocol Https and must reference an SSL Certificate.`,
      );
    case 'Http':
      if (!hasCertificate) return;
      throw refused(
        'ApplicationGatewayHttpListenerCannotReferenceSslCert',
        `Http Listener ${id} is using protocol Http and cannot reference an SSL Certificate.`,
      );
    default:
      throw badRequest(`The protocol of listener ${id} must be Http or Https.`);
  }
}

// Without hosts: Azure/application-gateway-kubernetes-ingress pull request 692; with one of them in both: issue 912 there.
function refuseSameSite(call: Call, left: GatewayPart, right: GatewayPart): void {
  const [leftPort] = idsIn(left, 'frontendPort');
  const [port = ''] = idsIn(right, 'frontendPort');
  const [leftFront] = idsIn(left, 'frontendIPConfiguration');
  const [front = ''] = idsIn(right, 'frontendIPConfiguration');
  if (keyOf(leftPort ?? '') !== keyOf(port) || keyOf(leftFront ?? '') !== keyOf(front)) return;
  const theirs = hostsOf(left);
  const ours = hostsOf(right);
  if (theirs.length === 0 && ours.length === 0)
    throw refused(
      'ApplicationGatewayHttpListenersUsingSameFrontendPort',
      `Two Http Listeners of Application Gateway ${call.target.id} are using the same Frontend Port ${port}.`,
    );
  const host = ours.find((each) => theirs.includes(each));
  if (host !== undefined)
    throw refused(
      'ApplicationGatewayHttpListenersUsingSameFrontendPortHostNameAndFrontendIpConfig',
      `Two Http Listeners of Application Gateway ${left.name} and ${right.name} are using the same Frontend Port ${port}, HostName ${host} and FrontendIpConfiguration ${front}.`,
    );
}

function hostsOf({ properties }: GatewayPart): readonly string[] {
  const single = stringAt(properties, 'hostName');
  const hosts = single === undefined ? (stringsAt(properties, 'hostNames') ?? []) : [single];
  return hosts.map((host) => host.toLowerCase());
}

const needsNoPriority = until('2021-07-31');

function checkRoutingRules(call: Call, wanted: WantedGateway): void {
  const rules = of(wanted, 'requestRoutingRules');
  const isAsked = generationOf(wanted.sku) === 2;
  const priorities = new Set<number>();
  const listeners = new Set<string>();
  for (const rule of rules) {
    const id = ownId(call, rule);
    const priority = numberAt(rule.properties, 'priority');
    if (isAsked && priority === undefined && !needsNoPriority(call.apiVersion)) throw noPriority(id);
    if (isAsked && priority !== undefined) {
      if (priority < 1 || priority > 20_000)
        throw badRequest(`The priority of ${id} must be from 1 to 20000.`);
      if (priorities.has(priority)) throw samePriority(call, priority);
      priorities.add(priority);
    }
    const [listener] = idsIn(rule, 'httpListener');
    if (listener === undefined) throw badRequest(`Request routing rule ${id} needs an httpListener.`);
    if (listeners.has(keyOf(listener))) throw sameListener(call, listener);
    listeners.add(keyOf(listener));
    checkTarget(id, rule);
  }
  // Azure/azure-cli issue 23271.
  if (priorities.size > 0 && priorities.size < rules.length)
    throw refused(
      'ApplicationGatewayRequestRoutingRulePartialPriorityDefined',
      'Either all or no rule should have the priority specified.',
    );
}

function checkTarget(id: string, rule: GatewayPart): void {
  const has = (member: string) => idsIn(rule, member).length > 0;
  const isMapped = stringAt(rule.properties, 'ruleType') === 'PathBasedRouting';
  if (isMapped !== has('urlPathMap'))
    throw badRequest(
      `Request routing rule ${id} needs a urlPathMap if it is of the type PathBasedRouting, and only then.`,
    );
  if (isMapped) return;
  const isBackend = has('backendAddressPool') && has('backendHttpSettings');
  if (isBackend === has('redirectConfiguration'))
    throw badRequest(
      `Request routing rule ${id} needs either a backendAddressPool with backendHttpSettings or a redirectConfiguration.`,
    );
}

// aztfm/terraform-azurerm-application-gateway issue 10.
function noPriority(id: string): ArmError {
  return refused(
    'ApplicationGatewayRequestRoutingRulePriorityCannotBeEmpty',
    `Priority for the request routing rule ${id} cannot be empty. All request routing rules should have a priority defined starting from api-version 2021-08-01`,
  );
}

function samePriority(call: Call, priority: number): ArmError {
  return refused(
    'ApplicationGatewayRequestRoutingRulesUsingSamePriority',
    `Two Request Routing Rules of Application Gateway ${call.target.id} are using the same priority ${priority}.`,
  );
}

// aztfm/terraform-azurerm-application-gateway issue 9.
function sameListener(call: Call, listener: string): ArmError {
  return refused(
    'ApplicationGatewayRequestRoutingRulesUsingSameHttpListener',
    `Two Request Routing Rules of Application Gateway ${call.target.id} are using the same Http Listener ${listener}.`,
  );
}

function checkProbes(call: Call, wanted: WantedGateway): void {
  for (const part of of(wanted, 'probes')) {
    const { properties } = part;
    const isHttp = ['Http', 'Https'].includes(stringAt(properties, 'protocol') ?? '');
    if (!isHttp) continue;
    const picksHost = properties['pickHostNameFromBackendHttpSettings'] === true;
    if ((stringAt(properties, 'host') === undefined) !== picksHost)
      throw badRequest(
        `Probe ${ownId(call, part)} needs either a host or pickHostNameFromBackendHttpSettings.`,
      );
    if (!(stringAt(properties, 'path') ?? '').startsWith('/'))
      throw badRequest(`The path of probe ${ownId(call, part)} must begin with a slash.`);
  }
  for (const part of of(wanted, 'backendHttpSettingsCollection'))
    if (
      stringAt(part.properties, 'hostName') !== undefined &&
      part.properties['pickHostNameFromBackendAddress'] === true
    )
      throw badRequest(
        `Backend settings ${ownId(call, part)} have both a hostName and pickHostNameFromBackendAddress.`,
      );
}

function checkFirewall(call: Call, wanted: WantedGateway, before: GatewayData | undefined): void {
  const { firewallPolicyId: policy, sku, settings } = wanted;
  const isWaf = /^waf/i.test(sku.tier);
  const named = policy ?? wanted.parts.flatMap((part) => idsIn(part, 'firewallPolicy'))[0];
  // MicrosoftDocs/azure-docs issue 61654: policies are for WAF_v2. Code and words: those that hashicorp/terraform-provider-azurerm
  // issue 4578 has of another feature (the code recalled).
  if (named !== undefined && sku.tier !== 'WAF_v2')
    throw unsupported(call, 'WebApplicationFirewallPolicy', sku.tier, 'WAF_v2');
  if (at(settings, 'webApplicationFirewallConfiguration') !== undefined && !isWaf)
    throw unsupported(call, 'WebApplicationFirewallConfiguration', sku.tier, 'WAF,WAF_v2');
  // Azure/azure-powershell issue 19004, Azure/azure-cli issue 15520; the code is recalled.
  if (policy !== undefined && at(settings, 'webApplicationFirewallConfiguration') !== undefined)
    throw refused(
      'ApplicationGatewayWafConfigurationCannotBeChangedWithWafPolicy',
      `WebApplicationFirewallConfiguration cannot be changed when there is a WAF Policy ${policy} associated with it.`,
    );
  // pagopa-archive/io-infrastructure-live-new pull request 267. The tier takes the policy along (MicrosoftDocs/azure-docs issue 121005).
  if (before?.firewallPolicyId !== undefined && policy === undefined && isWaf)
    throw refused(
      'ApplicationGatewayFirewallPolicyCannotBeRemoved',
      `Firewall policy ${before.firewallPolicyId} cannot be removed from Application Gateway, changing from one firewall policy to another is permitted.`,
    );
}

export function unsupported(call: Call, feature: string, tier: string, tiers: string): ArmError {
  return refused(
    'ApplicationGatewayFeatureCannotBeEnabledForSelectedSku',
    `Application Gateway ${call.target.id} does not support ${feature} for the selected SKU tier ${tier}. Supported SKU tiers are ${tiers}.`,
  );
}

// The code is that of users' notes, the words are those of MicrosoftDocs/azure-docs issue 35707 as far as it quotes them.
function needsIdentity(call: Call): ArmError {
  return refused(
    'ApplicationGatewayKeyVaultSecretRequiresUserAssignedIdentity',
    `Application Gateway ${call.target.id} requires a 'UserAssigned' Identity with 'get' access policy to the referenced KeyVault. Please provide so by using top level 'Identity' property on application gateway.`,
  );
}

function of(wanted: WantedGateway, collection: Collection): readonly GatewayPart[] {
  return partsIn(wanted, collection);
}

function ownId(call: Call, part: GatewayPart): string {
  return `${call.target.id}/${partPath(part)}`;
}

function refused(code: string, message: string): ArmError {
  return new ArmError(400, code, message, { details: [] });
}
