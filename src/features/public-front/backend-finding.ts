import type { Json, JsonObject } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import { type Finding, failed, passed, skipped, warned } from '../../core/verify.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { ROLES } from './gateway-body.ts';

/** Objects of Azure as they are; undefined where they are not there, or nobody told. */
interface Seen {
  readonly gateway: JsonObject | undefined;
  readonly health: JsonObject | undefined;
}

/** Whether the gateway finds well what its two names lead to: of what others added nothing is said (I-19). */
export function backendFinding(name: string, { gateway, health }: Seen): Finding {
  if (gateway === undefined) return skipped(`there is no application gateway ${name}`);
  if (textAt(gateway, 'properties.operationalState') === 'Stopped') return skipped(`${name} is stopped`);
  const refused = textAt(health, 'refused');
  if (refused === 'AuthorizationFailed')
    return skipped(
      `this login may not ask what ${name} finds, which takes Microsoft.Network/applicationGateways/backendhealth/action`,
    );
  if (health === undefined || refused !== undefined || getPath(health, 'backendAddressPools') === undefined)
    return skipped(`${name} did not say what it finds${refused === undefined ? '' : ` (${refused})`}`);
  const servers = ROLES.flatMap((role) => serversOf(health, role));
  const evidence = servers.map(({ address, state, log }) => `${address}: ${state}${log && `: ${log}`}`);
  const lacking = ROLES.filter((role) => servers.every((server) => server.role !== role));
  if (lacking.length > 0)
    return failed('ACR2524', {
      found: `${name} has nothing behind ${enumerate(lacking.map(servedAs))}`,
      evidence,
      advice: 'Its pool, or the rule that leads there, was changed. acrctl apply puts it back.',
    });
  const ill = servers.filter(({ state }) => ILL.has(foldId(state)));
  if (ill.length > 0)
    return failed('ACR2524', {
      found: `${name} does not find ${enumerate(ill.map(({ address }) => address))} well`,
      evidence,
      advice: `It answers 502 there. ${[...new Set(ill.map(causeOf))].join(' ')}`,
    });
  const unsure = servers.filter(({ state }) => !WELL.has(foldId(state)));
  if (unsure.length > 0)
    return warned('ACR2524', {
      found: `${name} does not say whether it finds ${enumerate(unsure.map(({ address }) => address))} well`,
      evidence,
      advice:
        'A gateway that was made or changed just now has not asked yet: look again in a minute. Else a route or a network security group keeps Azure from asking its instances: TCP ports 65200 to 65535 have to be open for GatewayManager, and the way out to the internet.',
    });
  return passed(`${name} finds ${enumerate(servers.map(({ address }) => address))} well`, evidence);
}

type Role = (typeof ROLES)[number];

interface Server {
  readonly role: Role;
  readonly address: string;
  readonly state: string;
  /** What the last probe came to, in the words of Azure; empty where it does not say. */
  readonly log: string;
}

/** Those of the pool and settings that are called after the role. */
function serversOf(health: JsonObject, role: Role): readonly Server[] {
  const named = (part: Json, member: string) => nameOf(textAt(part, `${member}.id`) ?? '') === role;
  return listAt(health, 'backendAddressPools')
    .filter((pool) => named(pool, 'backendAddressPool'))
    .flatMap((pool) => listAt(pool, 'backendHttpSettingsCollection'))
    .filter((settings) => named(settings, 'backendHttpSettings'))
    .flatMap((settings) => listAt(settings, 'servers'))
    .map((server) => ({
      role,
      address: textAt(server, 'address') ?? 'an address that it does not tell',
      state: textAt(server, 'health') ?? 'not told',
      log: textAt(server, 'healthProbeLog') ?? '',
    }));
}

// The document has the first word of each, the model of the clients the second (application-gateway.md 5; arm-network).
const WELL: ReadonlySet<string> = new Set(['healthy', 'up']);
const ILL: ReadonlySet<string> = new Set(['unhealthy', 'down']);

function servedAs(role: Role): string {
  return role === 'registry' ? 'the host' : 'the data host';
}

/** By what the probe got: a registry says 401 to whoever has no token, a data endpoint 403 (application-gateway.md 1). */
function causeOf({ role, address, log }: Server): string {
  const [, status] = /Received: ?(\d{3})/i.exec(log) ?? [];
  if (status === undefined)
    return `Nobody answered it at ${address}: look at whether that name leads to the private endpoint in the network of the gateway (privateLink.link, privateLink.records), and whether something in between lets TCP port 443 through. A gateway keeps addresses that it once got: after they changed, stop and start it.`;
  if (status === '403' && role === 'registry')
    return `The registry sees it come from outside: ${address} has to lead to the private endpoint in the network of the gateway (privateLink.link, privateLink.records), and the connection has to be approved (privateLink.connection).`;
  if (status === '404')
    return `The service knows no registry by the name that the gateway asks ${address} for: its backend settings or its probe were changed, and acrctl apply puts them back.`;
  return `The probe of ${address} got ${status}: it was changed, and acrctl apply puts it back; or the registry is not well.`;
}
