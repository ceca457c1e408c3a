import { formatAddress } from '../../core/address.ts';
import type { FrontRegion, PublicFront } from '../../core/config.generated.ts';
import { armId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { placeDiagnostics } from '../diagnostics/placement.ts';
import type {
  FrontCertificate,
  FrontPart,
  Placed,
  PlacedFront,
  PlacedFrontRegion,
  PlacedRegistry,
} from '../placed.ts';
import { entriesOf, placeOf, type Scope, tagged } from '../scope.ts';
import { contentId, secretId } from './secret-id.ts';

type Targets = Pick<
  Placed,
  'identityByKey' | 'dnsZoneByKey' | 'workspaceByKey' | 'certificateByReference' | 'subnetByReference'
> & { readonly registryByKey: ReadonlyMap<string, PlacedRegistry> };

/** Where a front goes: all regions in one group, each object called after the front and the region. */
export function placeFront(scope: Scope, targets: Targets, key: string, entry: PublicFront): PlacedFront {
  const path = ['publicFronts', key];
  const registry = targets.registryByKey.get(entry.registry);
  const front = {
    key,
    path,
    address: formatAddress(path),
    entry,
    registry,
    identity: targets.identityByKey.get(entry.identity),
    zone: targets.dnsZoneByKey.get(entry.dns),
    trafficManager: entry.trafficManager && placeProfile(scope, path, key, entry),
  };
  const regions = entriesOf(entry.regions).map(([region, each]) =>
    placeRegion(scope, targets, { ...front, entry }, region, each),
  );
  return { ...front, regions };
}

function placeProfile(scope: Scope, path: readonly string[], key: string, entry: PublicFront): FrontPart {
  const { subscription, resourceGroup } = placeOf(scope, entry);
  const name = `${key}-tm`;
  return {
    address: formatAddress([...path, 'trafficManager']),
    name,
    id: armId(subscription, resourceGroup, ARM_TYPE.trafficManager, name),
  };
}

function placeRegion(
  scope: Scope,
  targets: Targets,
  front: Omit<PlacedFront, 'regions'>,
  region: string,
  entry: FrontRegion,
): PlacedFrontRegion {
  const path = [...front.path, 'regions', region];
  const { subscription, resourceGroup } = placeOf(scope, front.entry);
  const place = (type: string, suffix: string) => {
    const name = `${front.key}-${region}-${suffix}`;
    return { name, id: armId(subscription, resourceGroup, type, name) };
  };
  const address = formatAddress(path);
  const gateway = {
    ...place(ARM_TYPE.gateway, 'agw'),
    path,
    address,
    subscription,
    resourceGroup,
    isExisting: false,
  };
  return {
    ...gateway,
    ...tagged(scope, front.entry),
    key: region,
    location: region,
    entry,
    publicAddress: { ...place(ARM_TYPE.publicIp, 'pip'), address: `${address}.publicAddress` },
    policy: { ...place(ARM_TYPE.firewallPolicy, 'waf'), address: `${address}.wafPolicy` },
    subnet: targets.subnetByReference.get(entry.subnet),
    endpoint: front.registry?.endpoints.find(({ key }) => key === entry.privateEndpoint),
    certificates: {
      registry: placeCertificate(targets, entry.certificates.registry),
      data: placeCertificate(targets, entry.certificates.data),
    },
    diagnostics: placeDiagnostics(
      targets.workspaceByKey,
      'gateway',
      gateway,
      front.entry.diagnostics,
      front.path,
    ),
  };
}

/** Of a vault that the file does not list nobody here knows more than the id. */
function placeCertificate({ certificateByReference }: Targets, text: string): FrontCertificate | undefined {
  if (/^https?:/i.test(text)) return { secretId: canonicalId(text), certificate: undefined };
  const certificate = certificateByReference.get(text);
  return certificate && { secretId: certificate.secretUri, certificate };
}

/** One spelling for one secret, so that what serves both names is one certificate of the gateway. */
function canonicalId(text: string): string {
  const id = contentId(text);
  if (id?.kind !== 'secrets') return text;
  return id.version === undefined ? secretId(id) : `${secretId(id)}/${id.version}`;
}
