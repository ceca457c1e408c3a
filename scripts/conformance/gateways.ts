import type { Json, JsonObject } from '../../src/core/json.ts';
import { isJsonObject, textAt } from '../../src/core/path.ts';

export const GATEWAY_TYPE = 'microsoft.network/applicationgateways';

/**
 * What deployments of azure-cli make before its tests change it: the body of the first recorded PUT, without the parts that have
 * other names than those of its template (azure-cli, network/_template_builder.py); without any PUT, the template itself. They are
 * made in the version of that template, since versions differ in what they make.
 */
export function gatewayBody(
  id: string,
  firstPut: JsonObject | undefined,
  location: string,
  place: TemplatePlace,
): JsonObject {
  if (firstPut === undefined) return templateOf(id, location, place);
  const properties = isJsonObject(firstPut['properties']) ? firstPut['properties'] : {};
  const members = Object.entries(properties).map(([name, value]): [string, Json] => [
    name,
    Array.isArray(value)
      ? value.filter((part: Json) => TEMPLATE_NAME.test(textAt(part, 'name') ?? ''))
      : (value ?? null),
  ]);
  // A request of its own: that PUT, sent again, is another one.
  return { ...firstPut, name: id.split('/').at(-1) ?? '', properties: Object.fromEntries(members) };
}

export const GATEWAY_VERSION = '2022-05-01';

const TEMPLATE_NAME = /^(appGateway\w+|rule1)$/;

/** Ids of what a gateway of the template stands on. */
export interface TemplatePlace {
  readonly network: string;
  readonly subnet: string;
  readonly publicIp: string;
}

/** Of the public addresses that the recording makes in the group it has the first. */
export function templatePlace(id: string, made: readonly string[]): TemplatePlace {
  const [group = '', name = ''] = id.split(/\/applicationGateways\//i);
  const network = `${group}/virtualNetworks/${name}Vnet`;
  const addresses = `${group}/publicIPAddresses/`;
  const publicIp = made.find((each) => each.toLowerCase().startsWith(addresses.toLowerCase()));
  return {
    network,
    subnet: `${network}/subnets/default`,
    publicIp: publicIp ?? `${addresses}${name}PublicIP`,
  };
}

/** The gateway whose front a body says that a public address belongs to. */
export function gatewayOfFront(requestBody: Json): string | undefined {
  const front = textAt(requestBody, 'properties.ipConfiguration.id');
  return front === undefined ? undefined : /^.*\/applicationGateways\/[^/]+/i.exec(front)?.[0];
}

function templateOf(id: string, location: string, { subnet, publicIp }: TemplatePlace): JsonObject {
  const part = (name: string, properties: JsonObject): JsonObject => ({ name, properties });
  const own = (path: string): JsonObject => ({ id: `${id}/${path}` });
  return {
    location,
    tags: {},
    properties: {
      sku: { name: 'Standard_v2', tier: 'Standard_v2', capacity: 2 },
      gatewayIPConfigurations: [part('appGatewayFrontendIP', { subnet: { id: subnet } })],
      frontendIPConfigurations: [part('appGatewayFrontendIP', { publicIPAddress: { id: publicIp } })],
      frontendPorts: [part('appGatewayFrontendPort', { port: 80 })],
      backendAddressPools: [part('appGatewayBackendPool', {})],
      backendHttpSettingsCollection: [
        part('appGatewayBackendHttpSettings', {
          port: 80,
          protocol: 'Http',
          cookieBasedAffinity: 'Disabled',
          connectionDraining: { enabled: false, drainTimeoutInSec: 1 },
        }),
      ],
      httpListeners: [
        part('appGatewayHttpListener', {
          frontendIPConfiguration: own('frontendIPConfigurations/appGatewayFrontendIP'),
          frontendPort: own('frontendPorts/appGatewayFrontendPort'),
          protocol: 'Http',
        }),
      ],
      requestRoutingRules: [
        part('rule1', {
          ruleType: 'Basic',
          priority: 1001,
          httpListener: own('httpListeners/appGatewayHttpListener'),
          backendAddressPool: own('backendAddressPools/appGatewayBackendPool'),
          backendHttpSettings: own('backendHttpSettingsCollection/appGatewayBackendHttpSettings'),
        }),
      ],
    },
  };
}
