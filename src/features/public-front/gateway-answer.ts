import { type Finding, failed } from '../../core/verify.ts';
import type { WireAnswer } from '../../core/wire.ts';
import { type Answered, firstError } from '../registry/challenge.ts';
import { answerLine } from '../registry/challenge-finding.ts';

/** True for a page that a gateway made itself: it names the product, and a registry never does (application-gateway.md 3). */
export function isOfGateway({ headers, body }: Pick<Answered, 'headers' | 'body'>): boolean {
  const server = headers.find(([name]) => name === 'server')?.[1] ?? '';
  return PRODUCT.test(server) || (/<html/i.test(body) && PRODUCT.test(body));
}

const PRODUCT = /Microsoft-Azure-Application-Gateway/i;

/** What was asked under a name of a front. */
export interface AskedFront {
  readonly method: string;
  /** Whatever stands behind `?` is not shown. */
  readonly url: string;
}

/**
 * Where somebody answered who should have passed the request on, or was not to be asked: the gateway itself, a registry
 * that keeps its gateway out, or a service that knows no registry of that name. Undefined for all else.
 */
export function frontFault({ method, url }: AskedFront, seen: WireAnswer): Finding | undefined {
  if (seen.outcome !== 'answered') return undefined;
  const host = new URL(url).hostname;
  const line = answerLine(method, url, seen);
  const fault = (found: string, advice: string, evidence: readonly string[] = []) =>
    failed('ACR2528', { found, evidence: [line, ...evidence], advice });
  if (isOfGateway(seen)) return fault(...ofGateway(host, seen.status));
  const error = firstError(seen);
  if (seen.status === 403 && error?.code === 'DENIED')
    return fault(
      `the registry keeps its own gateway out of ${host}`,
      'The request came through the gateway, and arrived at the public side of the registry: in the network of the gateway the privatelink name does not lead to the private endpoint. Look at the zone there, its link and its records; then change the pool, or stop and start the gateway, since its instances remember an answer of DNS.',
      [error.message],
    );
  if (seen.status === 404 && seen.body === '')
    return fault(
      `the service behind ${host} knows no registry of the name that the gateway asks for`,
      'The backend settings have to replace the host by that of Azure (hostName), since the service goes by it. acrctl plan shows what somebody changed; acrctl apply puts it back.',
    );
  return undefined;
}

function ofGateway(host: string, status: number): readonly [found: string, advice: string] {
  switch (status) {
    case 403:
      return [
        `the firewall of the gateway refuses requests to ${host} from here`,
        'By the country or the address of this machine, or by a rule of Microsoft that takes the request for an attack: the firewall log of the gateway names the rule (ApplicationGatewayFirewallLog). Where clients are let in, try it from there; a registry that refuses says so in JSON, and this is a page of the gateway.',
      ];
    case 404:
      return [
        `the gateway has no listener for ${host}`,
        'Its certificate could be shown, and no rule takes the host: somebody took the listener out or changed its host, or the name leads to another gateway. acrctl plan shows what changed; acrctl apply puts it back.',
      ];
    case 502:
      return [
        `the gateway finds nobody behind ${host}`,
        'No backend is well. A probe has to take 401 for the registry and 403 for a data endpoint, and the privatelink name has to lead to the private endpoint in the network of the gateway: instances that asked before the record was there remember that it was not, until the pool is changed, or the gateway stopped and started. This says why:\naz network application-gateway show-backend-health --resource-group GROUP --name GATEWAY',
      ];
    case 504:
      return [
        `nobody behind ${host} answers the gateway in time`,
        'The path from its subnet to the private endpoint is cut by a route or a security group, or the request timeout is too short.',
      ];
    default:
      return [
        `the gateway answers ${status} for ${host} itself`,
        'It did not pass the request on. Its access log says why (ApplicationGatewayAccessLog).',
      ];
  }
}
