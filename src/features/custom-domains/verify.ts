import { getPath, listAt, textAt } from '../../core/path.ts';
import type { ReadTarget } from '../../core/resource-type.ts';
import { armCheck, type CheckSubject, failed, passed, type ReadCheck, warned } from '../../core/verify.ts';
import { counted, enumerate } from '../../core/wording.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { principalOf } from '../../providers/azure/resources/vault-access-policy.ts';
import { cnameRead } from '../dns/cname-record.ts';
import { foldHost } from '../dns/relative-name.ts';
import { CONTENT_TYPES } from '../key-vaults/certificate-compile.ts';
import type { PlacedDomain, PlacedRegistry } from '../placed.ts';
import { aroundNow } from '../private-link/verify.ts';
import { accessReads, isGiven } from '../vault-access.ts';
import type { Verifier, Verifying } from '../verify.ts';
import { accessesOf, type DomainOwner, targetOf, usesOf } from './compile.ts';

/** Whether everything is ready that Azure Support needs, and that a domain lives on afterwards (0.25, 0.33). */
export const verifyDomains: Verifier = {
  reads: (registry, placed) => {
    const owner = ownerOf(registry);
    return owner === undefined ? [] : domainTargets(owner, placed);
  },
  checks: (registry, verifying) => {
    const owner = ownerOf(registry);
    return owner === undefined ? [] : readiness(owner, verifying);
  },
};

export function ownerOf(registry: PlacedRegistry): DomainOwner | undefined {
  const { domains, isExisting } = registry;
  return domains === undefined || isExisting ? undefined : { registry, domains };
}

/** All that the checks look at. */
export function domainTargets(owner: DomainOwner, placed: Verifying['placed']): readonly ReadTarget[] {
  const { zone, names, identity } = owner.domains;
  return [
    ...usesOf(owner, placed).flatMap(({ use, certificate }) => [
      ...accessReads(use),
      { type: ARM_TYPE.vaultSecret, id: certificate.id },
    ]),
    ...(identity === undefined ? [] : [{ type: ARM_TYPE.identity, id: identity.id }]),
    ...(zone === undefined ? [] : names.map(({ entry: { host } }) => cnameRead({ zone, host }))),
  ];
}

/** What Azure Resource Manager shows: the ticket lists the same. */
export function readiness(owner: DomainOwner, verifying: Verifying): readonly ReadCheck[] {
  return [
    dataEndpointsCheck(owner, verifying),
    identityCheck(owner, verifying),
    ...vaultChecks(owner, verifying),
    ...owner.domains.names.map((name) => certificateCheck(owner, name, verifying)),
    ...accessChecks(owner, verifying),
    ...recordChecks(owner, verifying),
  ];
}

function dataEndpointsCheck(owner: DomainOwner, verifying: Verifying): ReadCheck {
  const { registry, domains } = owner;
  const body = verifying.live.get(foldId(registry.id))?.body;
  const hosts = listAt(body, 'properties.dataEndpointHostNames').filter((each) => typeof each === 'string');
  const isOn = getPath(body ?? {}, 'properties.dataEndpointEnabled') === true;
  const wanted = domains.names
    .filter(({ region }) => region !== undefined)
    .map((name) => targetOf(owner, name, aroundNow(verifying)) ?? name.entry.host);
  const lacking = wanted.filter((host) => !hosts.some((each) => foldHost(each) === foldHost(host)));
  const subject = subjectOf(owner, {
    name: 'domain.dataEndpoints',
    about: null,
    proves: 'The registry has the data endpoint that each data domain stands for.',
    how: 'The registry was asked for its data endpoints.',
    requirements: ['0.15', '0.43'],
  });
  if (isOn && lacking.length === 0)
    return armCheck(
      subject,
      passed(`${counted(wanted.length, 'data endpoint')} for as many data domains`, hosts),
    );
  return armCheck(
    subject,
    failed('ACR2520', {
      found: isOn
        ? `the registry has no data endpoint ${enumerate(lacking)}`
        : 'the data endpoints of the registry are off',
      evidence: hosts,
      advice: isOn
        ? 'A replica that is just being made shows its endpoint only at its end. If it stays so, plan shows which replica is missing:\nacrctl plan'
        : 'acrctl apply turns them on (network.dataEndpoints: true).',
    }),
  );
}

function identityCheck(owner: DomainOwner, { live }: Verifying): ReadCheck {
  const { registry, domains } = owner;
  const { identity } = domains;
  const principal = principalIn(owner, live);
  const body = live.get(foldId(registry.id))?.body;
  const users = Object.keys(getPath(body ?? {}, 'identity.userAssignedIdentities') ?? {}).map(foldId);
  const isAttached = identity === undefined || users.includes(foldId(identity.id));
  const who = identity === undefined ? `${registry.name} itself` : identity.name;
  const subject = subjectOf(owner, {
    name: 'domain.identity',
    about: null,
    proves: 'The registry has the identity with which it reads the certificates.',
    how: 'The registry was asked for its identities.',
    requirements: ['0.16', '0.30', '0.31'],
  });
  if (principal !== undefined && isAttached)
    return armCheck(subject, passed(`the identity is that of ${who}`, [`object id ${principal}`]));
  return armCheck(
    subject,
    failed('ACR2520', {
      found: `the registry does not have the identity of ${who}`,
      advice:
        'Without it the registry cannot read its certificates; a domain that is served stops at the next renewal. acrctl apply assigns it.',
    }),
  );
}

function principalIn(
  { registry, domains: { identity } }: DomainOwner,
  live: Verifying['live'],
): string | undefined {
  const holder = live.get(foldId((identity ?? registry).id))?.body;
  return identity === undefined ? textAt(holder, 'identity.principalId') : principalOf(holder);
}

/** Registries reach such vaults from no network of their own (0.40). */
function vaultChecks(owner: DomainOwner, { placed, live }: Verifying): readonly ReadCheck[] {
  const vaults = new Map(usesOf(owner, placed).map(({ use: { vault } }) => [vault.key, vault] as const));
  return [...vaults.values()].map((vault) => {
    const body = live.get(foldId(vault.id))?.body;
    const gates = ['publicNetworkAccess', 'networkAcls.defaultAction'].map(
      (gate) => textAt(body, `properties.${gate}`) ?? 'not said',
    );
    const isClosed = gates.some((gate) => /^(?:disabled|deny)$/i.test(gate));
    const subject = subjectOf(owner, {
      name: 'domain.vault',
      about: vault.name,
      proves: 'The vault of the certificates lets registries in.',
      how: 'The vault was asked for its firewall.',
      requirements: ['0.40'],
    });
    if (body !== undefined && !isClosed)
      return armCheck(subject, passed(`${vault.name} is open to registries`));
    return armCheck(
      subject,
      failed('ACR2520', {
        found: body === undefined ? `there is no vault ${vault.name}` : `${vault.name} is behind a firewall`,
        evidence: body === undefined ? [] : [`public access ${gates[0]}, default action ${gates[1]}`],
        advice:
          body === undefined
            ? 'acrctl apply makes it, where the file does not say that others do.'
            : 'Registries read the certificates of their domains from no such vault, trusted services or not. Open it: access in the vault decides who may read what.',
      }),
    );
  });
}

function certificateCheck(owner: DomainOwner, name: PlacedDomain, { live, nowMs }: Verifying): ReadCheck {
  const { certificate, entry } = name;
  const subject = {
    ...subjectOf(owner, {
      name: 'domain.certificate',
      about: entry.host,
      proves: 'The secret with the certificate is there, enabled, and in the form that registries read.',
      how: 'The vault was asked for the secret, not for its value.',
      requirements: ['0.8', '0.14', '0.25'],
    }),
    address: name.address,
  };
  const body = certificate && live.get(foldId(certificate.id))?.body;
  if (certificate === undefined || body === undefined)
    return armCheck(
      subject,
      failed('ACR2520', {
        found: `there is no secret with the certificate for ${entry.host}`,
        advice: 'acrctl apply puts it into the vault, where the file does not say that others do.',
      }),
    );
  const secret = `the secret ${nameOf(certificate.vaultId)}/${certificate.name} with the certificate for ${entry.host}`;
  const contentType = textAt(body, 'properties.contentType') ?? 'none';
  const isEnabled = getPath(body, 'properties.attributes.enabled') !== false;
  const ends = getPath(body, 'properties.attributes.exp');
  const daysLeft = typeof ends === 'number' ? Math.floor((ends * 1000 - nowMs) / DAY_MS) : undefined;
  const evidence = [
    `secret id ${certificate.secretUri}`,
    `content type ${contentType}`,
    ...(daysLeft === undefined ? [] : [`the secret expires in ${counted(daysLeft, 'day')}`]),
  ];
  const fault = !isEnabled
    ? [
        'is disabled',
        `Enable it:\naz keyvault secret set-attributes --id ${certificate.secretUri} --enabled true`,
      ]
    : contentType !== CONTENT_TYPES.pem
      ? [
          'does not hold a PEM by its content type',
          `Registries go by the content type. It has to be ${CONTENT_TYPES.pem}; a certificate that the vault itself made needs an exportable key besides.`,
        ]
      : daysLeft !== undefined && daysLeft < 0
        ? [
            'is expired',
            'Put a renewed certificate into the vault: acrctl rotate certificate, or whoever keeps it.',
          ]
        : undefined;
  if (fault !== undefined)
    return armCheck(
      subject,
      failed('ACR2520', { found: `${secret} ${fault[0]}`, evidence, advice: fault[1] ?? '' }),
    );
  return armCheck(
    subject,
    certificate.entry.version === undefined
      ? passed(`${secret} is there, in the form that registries read`, evidence)
      : warned('ACR2520', {
          found: `${secret} is used in one version for good`,
          evidence,
          advice:
            'No renewal reaches the domain by itself: each takes a support ticket. Take version out of the entry of the certificate, before the ticket is written (0.38, 0.39).',
        }),
  );
}

const DAY_MS = 86_400_000;

function accessChecks(owner: DomainOwner, { placed, live }: Verifying): readonly ReadCheck[] {
  return accessesOf(owner, placed, live).map(({ access, certificates }) => {
    const what = enumerate(certificates.map(({ vaultKey, key }) => `${vaultKey}/${key}`));
    const subject = subjectOf(owner, {
      name: 'domain.access',
      about: what,
      proves: 'The identity of the registry may read the secret, and no more than that was needed for it.',
      how:
        access.kind === 'role'
          ? 'The role assignments at the secret were listed.'
          : 'The access policies of the vault were read.',
      requirements: ['0.26', '0.29', '0.33'],
    });
    if (isGiven(access, live)) return armCheck(subject, passed(`the registry may read ${what}`));
    return armCheck(
      subject,
      failed('ACR2520', {
        found: `the registry may not read ${what}`,
        advice:
          access.kind === 'role'
            ? 'It needs the role Key Vault Secrets User on the secret. acrctl apply gives it (grant: manage); a role from above, given to a group or at the vault, is not seen here.'
            : 'It needs an access policy with Get on secrets. acrctl apply gives it (grant: manage).',
      }),
    );
  });
}

function recordChecks(owner: DomainOwner, verifying: Verifying): readonly ReadCheck[] {
  const { zone, names } = owner.domains;
  if (zone === undefined) return [];
  return names.map((name) => {
    const { host } = name.entry;
    const target = targetOf(owner, name, aroundNow(verifying)) ?? '';
    const body = verifying.live.get(foldId(cnameRead({ zone, host }).id))?.body;
    const found = textAt(body, 'properties.CNAMERecord.cname');
    const subject = {
      ...subjectOf(owner, {
        name: 'domain.record',
        about: host,
        proves: 'The zone has the CNAME for the host.',
        how: 'The zone was asked for the record set, not a DNS server.',
        requirements: ['0.41', '0.42', '0.43'],
      }),
      address: name.address,
    };
    if (found !== undefined && foldHost(found) === foldHost(target))
      return armCheck(subject, passed(`${zone.name} has the CNAME of ${host}`, [`${host} -> ${target}`]));
    return armCheck(
      subject,
      failed('ACR2521', {
        found:
          found === undefined
            ? `${zone.name} has no CNAME for ${host}`
            : `the CNAME of ${host} leads to ${found} instead of ${target}`,
        advice: 'acrctl apply writes it.',
      }),
    );
  });
}

function subjectOf({ domains }: DomainOwner, rest: Omit<CheckSubject, 'address'>): CheckSubject {
  return { address: domains.address, ...rest };
}
