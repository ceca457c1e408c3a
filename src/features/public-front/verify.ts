import { getPath, textAt } from '../../core/path.ts';
import type { ReadTarget } from '../../core/resource-type.ts';
import {
  armCheck,
  type Check,
  type CheckSubject,
  type Finding,
  failed,
  passed,
  warned,
} from '../../core/verify.ts';
import { counted, enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import { CONTENT_TYPES } from '../key-vaults/certificate-compile.ts';
import type { PlacedCertificate, PlacedFront, PlacedFrontRegion, PlacedRegistry } from '../placed.ts';
import { membersOf } from '../private-link/members.ts';
import { aroundNow } from '../private-link/verify.ts';
import { DATA_ENDPOINTS_PATH, liveAccess } from '../registry/access.ts';
import { registryNames } from '../registry/registry-names.ts';
import { accessReads, isGiven } from '../vault-access.ts';
import type { Verifier, Verifying } from '../verify.ts';
import { backendFinding } from './backend-finding.ts';
import { accessesOf, usesOf } from './compile.ts';
import { firewallFinding } from './firewall-finding.ts';
import { frontsOf } from './names.ts';
import { profileFinding } from './profile-finding.ts';
import { type ChosenFront, isChosen } from './traffic-manager.ts';

/** What Azure Resource Manager shows of the fronts of a registry: gateways, policies, certificates, and other ways in. */
export const verifyFronts: Verifier = {
  reads: (registry, placed) =>
    frontsOf(registry, placed).flatMap((front) => [
      ...front.regions.flatMap(({ id, policy, publicAddress }) => [
        { type: ARM_TYPE.gateway, id },
        healthOf(id),
        { type: ARM_TYPE.firewallPolicy, id: policy.id },
        { type: ARM_TYPE.publicIp, id: publicAddress.id },
      ]),
      ...(isChosen(front) ? [{ type: ARM_TYPE.trafficManager, id: front.trafficManager.id }] : []),
      ...certificatesOf(front).map(({ id }) => ({ type: ARM_TYPE.vaultSecret, id })),
      ...(front.identity === undefined ? [] : [{ type: ARM_TYPE.identity, id: front.identity.id }]),
      ...usesOf(front, placed).flatMap(({ use }) => accessReads(use)),
    ]),
  checks: (registry, verifying) =>
    frontsOf(registry, verifying.placed).flatMap((front) => [
      ...front.regions.flatMap((region) => [
        gatewayCheck(region, verifying),
        backendCheck(region, verifying),
        firewallCheck(front, region, verifying),
      ]),
      ...(isChosen(front) ? [profileCheck(front, verifying)] : []),
      ...certificatesOf(front).map((certificate) => secretCheck(front, certificate, verifying)),
      ...accessChecks(front, verifying),
      dataHostsCheck(front, registry, verifying),
      pastCheck(front, registry, verifying),
    ]),
};

/** Those of vaults of the file, each once. */
function certificatesOf({ regions }: PlacedFront): readonly PlacedCertificate[] {
  const all = regions.flatMap(({ certificates: { registry, data } }) =>
    [registry, data].flatMap((each) => each?.certificate ?? []),
  );
  return [...new Map(all.map((each) => [each.id, each])).values()];
}

function gatewayCheck({ address, id, name }: PlacedFrontRegion, { live }: Verifying): Check {
  return armCheck(
    {
      name: 'front.gateway',
      address,
      about: name,
      proves: 'The gateway is there and runs.',
      how: 'The gateway was asked for its state.',
      requirements: ['2.11', '2.32'],
    },
    gatewayFinding(name, id, live.get(foldId(id))?.body),
  );
}

function gatewayFinding(name: string, id: string, body: Parameters<typeof textAt>[0]): Finding {
  if (body === undefined)
    return failed('ACR2524', {
      found: `there is no application gateway ${name}`,
      advice: 'acrctl apply makes it, which takes some ten minutes.',
    });
  const provisioning = textAt(body, 'properties.provisioningState') ?? 'not told';
  const running = textAt(body, 'properties.operationalState') ?? 'not told';
  const evidence = [`provisioning state ${provisioning}, operational state ${running}`];
  if (running === 'Stopped')
    return failed('ACR2524', {
      found: `${name} is stopped: nobody gets an answer`,
      evidence,
      advice: `Somebody stopped it. This starts it again:\naz network application-gateway start --ids ${id}`,
    });
  if (provisioning === 'Failed')
    return failed('ACR2524', {
      found: `the last change of ${name} failed`,
      evidence,
      advice:
        'What it does is what it did before, or part of the change. The activity log says what Azure refused; acrctl apply writes it again.',
    });
  if (provisioning !== 'Succeeded' || running !== 'Running')
    return warned('ACR2524', {
      found: `${name} is being changed`,
      evidence,
      advice: 'What is seen of the front may be that of before. Look again when it is over.',
    });
  return passed(`${name} runs`, evidence);
}

/** A gateway answers 502 where it finds nobody well. */
function backendCheck({ address, id, name }: PlacedFrontRegion, { live }: Verifying): Check {
  return armCheck(
    {
      name: 'front.backends',
      address,
      about: name,
      proves: 'The gateway finds the registry and its data endpoint well, and leads requests there.',
      how: 'The gateway was asked for the health of its backends, which it finds out by its own probes.',
      requirements: ['2.11d', '2.32'],
    },
    backendFinding(name, {
      gateway: live.get(foldId(id))?.body,
      health: live.get(foldId(healthOf(id).id))?.body,
    }),
  );
}

function healthOf(gateway: string): ReadTarget {
  return { type: QUESTION.backendHealth, id: `${gateway}/backendhealth` };
}

function firewallCheck(front: PlacedFront, region: PlacedFrontRegion, { live }: Verifying): Check {
  const { policy, id } = region;
  return armCheck(
    {
      name: 'front.firewall',
      address: policy.address,
      about: policy.name,
      proves:
        'The gateway goes by the policy of the file, which is turned on and blocks whom the file blocks.',
      how: 'The gateway was asked for its policy, and that for its mode and rules. Whether a blocked country is kept out shows only from there.',
      requirements: ['2.3', '2.26', '2.27', '2.32'],
    },
    firewallFinding(front.entry, policy, {
      policy: live.get(foldId(policy.id))?.body,
      gateway: live.get(foldId(id))?.body,
    }),
  );
}

/** Whoever is not well is led to by nobody; where none is, all are (application-gateway.md 7). */
function profileCheck(front: ChosenFront, { live }: Verifying): Check {
  const { name, address, id } = front.trafficManager;
  const subject: CheckSubject = {
    name: 'front.trafficManager',
    address,
    about: name,
    proves:
      'Traffic Manager leads clients to the gateway of each region and nowhere else; it asks them as the file has it, and finds all well.',
    how: 'The profile was asked for its monitor, its endpoints and their status.',
    requirements: ['2.30', '2.32'],
  };
  return armCheck(subject, profileFinding(front, live.get(foldId(id))?.body));
}

/** A listener whose secret cannot be read any more is turned off, and Resource Manager goes on saying Succeeded (application-gateway.md 4). */
function secretCheck(front: PlacedFront, certificate: PlacedCertificate, { live }: Verifying): Check {
  const { vaultKey, key, secretUri } = certificate;
  const name = `${vaultKey}/${key}`;
  const subject = subjectOf(front, {
    name: 'front.secret',
    about: name,
    proves:
      'The secret with a certificate of the gateway is there, enabled, and in the form that gateways read.',
    how: 'The vault was asked for the secret, not for its value.',
    requirements: ['2.11e', '2.32'],
  });
  const body = live.get(foldId(certificate.id))?.body;
  if (body === undefined)
    return armCheck(
      subject,
      failed('ACR2524', {
        found: `there is no secret ${name}`,
        advice: `${OFF} acrctl apply puts it into the vault, where the file does not say that others do.`,
      }),
    );
  const contentType = textAt(body, 'properties.contentType') ?? 'none';
  const evidence = [`secret id ${secretUri}`, `content type ${contentType}`];
  if (getPath(body, 'properties.attributes.enabled') === false)
    return armCheck(
      subject,
      failed('ACR2524', {
        found: `the secret ${name} is disabled`,
        evidence,
        advice: `${OFF} Enable it:\naz keyvault secret set-attributes --id ${secretUri} --enabled true`,
      }),
    );
  if (contentType !== CONTENT_TYPES.pfx)
    return armCheck(
      subject,
      failed('ACR2524', {
        found: `the secret ${name} does not hold a PKCS#12 file by its content type`,
        evidence,
        advice: `${OFF} Gateways read nothing else: write format: pfx at the certificate.`,
      }),
    );
  return armCheck(subject, passed(`the secret ${name} is there, in the form that gateways read`, evidence));
}

const OFF = 'The gateway turns a listener off whose certificate it cannot read, within four hours.';

function accessChecks(front: PlacedFront, { placed, live }: Verifying): readonly Check[] {
  return accessesOf(front, placed, live).map((access) => {
    const { kind, vault, identity, role } = access;
    const read = certificatesOf(front).filter(({ id, vaultKey }) =>
      kind === 'role' ? foldId(id) === foldId(role.scope) : vaultKey === vault.key,
    );
    const what = enumerate(read.map(({ vaultKey, key }) => `${vaultKey}/${key}`));
    const who = identity?.name ?? front.entry.identity;
    const subject = subjectOf(front, {
      name: 'front.access',
      about: what,
      proves: 'The identity of the gateway may read the secret.',
      how:
        kind === 'role'
          ? 'The role assignments at the secret were listed.'
          : 'The access policies of the vault were read.',
      requirements: ['2.11e', '2.32'],
    });
    if (isGiven(access, live)) return armCheck(subject, passed(`${who} may read ${what}`));
    return armCheck(
      subject,
      failed('ACR2524', {
        found: `${who} may not read ${what}`,
        advice: `${OFF} acrctl apply gives ${kind === 'role' ? 'it the role Key Vault Secrets User on the secret; a role from above, given to a group or at the vault, is not seen here' : 'it an access policy with Get on secrets'}.`,
      }),
    );
  });
}

/** Layers of a region without one are led to Azure's own host, past the front (2.22, 2.29). */
function dataHostsCheck(front: PlacedFront, registry: PlacedRegistry, verifying: Verifying): Check {
  const { data } = registryNames(registry, verifying.live);
  const named = new Set(front.regions.map(({ key }) => key));
  const members = membersOf(registry, aroundNow(verifying));
  const served = new Set(
    members.flatMap(({ host, region }) =>
      region !== undefined && named.has(region) ? [host.toLowerCase()] : [],
    ),
  );
  const lacking = data.filter((host) => !served.has(host));
  const subject = subjectOf(front, {
    name: 'front.dataEndpoints',
    about: registry.name,
    proves: 'Each data endpoint of the registry has a data host of the front in its place.',
    how: 'The registry was asked for its data endpoints.',
    requirements: ['2.11b', '2.22', '2.29', '2.32'],
  });
  const body = verifying.live.get(foldId(registry.id))?.body ?? {};
  if (getPath(body, DATA_ENDPOINTS_PATH) !== true)
    return armCheck(
      subject,
      failed('ACR2532', {
        found: `the data endpoints of ${registry.name} are off`,
        advice:
          'Layers come from storage that registries share, which no front can stand for, so that clients leave it. acrctl apply turns them on (network.dataEndpoints: true).',
      }),
    );
  if (lacking.length > 0)
    return armCheck(
      subject,
      failed('ACR2532', {
        found: `the front has no data host for ${enumerate(lacking)}`,
        evidence: data,
        advice:
          'Whatever replica answers says where its layers are, and clients are led to that host of Azure. Give the front a region for each region of the registry.',
      }),
    );
  return armCheck(
    subject,
    passed(`${counted(data.length, 'data endpoint')}, each with a data host of the front`, data),
  );
}

/** Who reaches the registry by its own name goes past the firewall of the front (2.31). */
function pastCheck(front: PlacedFront, registry: PlacedRegistry, { live }: Verifying): Check {
  const access = liveAccess(live.get(foldId(registry.id))?.body ?? {});
  const subject = subjectOf(front, {
    name: 'front.onlyWay',
    about: registry.name,
    proves: 'From the internet the registry is reached through the front alone.',
    how: 'The registry was asked for its public access.',
    requirements: ['2.10', '2.31', '2.32'],
  });
  if (access.kind === 'none')
    return armCheck(subject, passed(`${registry.name} has no public access of its own`));
  const whom =
    access.kind === 'all' ? 'everybody' : enumerate([...access.ranges].sort()) || 'services of Azure alone';
  return armCheck(
    subject,
    warned('ACR2531', {
      found: `${registry.name} is open to ${whom} by its own name`,
      advice:
        'Whoever uses that name goes past the firewall of the front, blocked countries, too, and it was never hidden. Write network.publicAccess: disabled once the front is proved.',
    }),
  );
}

function subjectOf({ address }: PlacedFront, rest: Omit<CheckSubject, 'address'>): CheckSubject {
  return { address, ...rest };
}

/** The gateways whose addresses the names of a front lead to. */
export function publicAddresses(
  regions: readonly PlacedFrontRegion[],
  { live }: Pick<Verifying, 'live'>,
): readonly string[] {
  return regions.flatMap(
    ({ publicAddress }) => textAt(live.get(foldId(publicAddress.id))?.body, 'properties.ipAddress') ?? [],
  );
}
