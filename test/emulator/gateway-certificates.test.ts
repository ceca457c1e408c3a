import { randomBytes, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { EmulatorStore } from '../../src/emulator/index.ts';
import { pfxOf } from '../../src/features/certificates/pfx-write.ts';
import { issue } from '../authorities.ts';
import { certificateIn } from '../scenarios/secrets.ts';
import { type Arm, type Body, group, identity, network, type Seen, subscription } from './arm.ts';
import { gateway, gatewayBody, gatewaySubnet, listener, own, part, rule, withPlace } from './gateway.ts';
import { vault, vaultBody } from './vault.ts';

const issued = issue({ name: 'images.contoso.com', hosts: ['images.contoso.com'] });
const pem = issued.keyPem + issued.certificate;
const pfx = pfxOf(certificateIn(pem), randomBytes);
const secret = `${vault}/secrets/front`;
const secretId = 'https://kv-images.vault.azure.net/secrets/front';
const USER = '4633458b-17de-408a-b874-0445c86b69e6';
const READER = '21090545-7ca7-4776-b22c-e363652d74d2';

/** The salt of the MAC is changed, so that no password fits. */
function withOtherPassword(): Buffer {
  const changed = Buffer.from(pfx);
  const at = changed.length - 6;
  changed[at] = (changed[at] ?? 0) ^ 0xff;
  return changed;
}

function secretBody(value: string, contentType = 'application/x-pkcs12', more: Body = {}): Body {
  return { properties: { value, contentType, ...more } };
}

function secureBody(certificate: Body, changes: Body = {}, rest: Body = {}): Body {
  const withIdentity = { identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } } };
  return gatewayBody(
    {
      sslCertificates: [part('images', certificate)],
      frontendPorts: [part('http', { port: 443 })],
      httpListeners: [
        listener('site', {
          protocol: 'Https',
          hostName: 'images.contoso.com',
          sslCertificate: own('sslCertificates/images'),
        }),
      ],
      requestRoutingRules: [rule('site', 'site', 10)],
      ...changes,
    },
    { ...withIdentity, ...rest },
  );
}

const fromVault = secureBody({ keyVaultSecretId: secretId });

async function principalOf(arm: Arm): Promise<string> {
  return (await arm.get(identity)).body.properties.principalId;
}

async function grant(arm: Arm, role: string, name = 'aaaaaaaa-0000-4000-a000-000000000001'): Promise<string> {
  const id = `${vault}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  const roleDefinitionId = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  const principalId = await principalOf(arm);
  const { status } = await arm.put(id, {
    properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal' },
  });
  expect(status).toBe(201);
  return id;
}

/** A vault with the certificate, an identity, and whatever a gateway stands on. */
async function withVaultAt(properties: Body = { enableRbacAuthorization: true }): Promise<Arm> {
  const arm = await withPlace();
  await arm.put(identity, { location: 'westeurope' });
  await arm.put(vault, vaultBody(properties));
  await arm.put(secret, secretBody(pfx.toString('base64')));
  return arm;
}

/** What becomes of a write: the code of the operation, those of its details, and the state of the gateway. */
async function outcome(arm: Arm, started: Seen): Promise<readonly string[]> {
  expect(started.status).toBeLessThan(300);
  const { body } = await arm.finish(started);
  const { provisioningState } = (await arm.get(gateway)).body.properties;
  const details = (body.error?.details ?? []).map(({ code }: Body) => code);
  return [body.status, ...(body.error ? [body.error.code, ...details] : []), provisioningState];
}

const FAILED = ['Failed', 'ApplicationGatewayKeyVaultSecretException'];
const DENIED = [...FAILED, 'ApplicationGatewayKeyVaultSecretAccessDenied', 'Failed'];
const INVALID = [...FAILED, 'ApplicationGatewaySslCertificateInvalidData', 'Failed'];
const FINE = ['Succeeded', 'Succeeded'];

describe('a certificate out of a vault', () => {
  it('is taken by a role, and shows by its id alone', async () => {
    const arm = await withVaultAt();
    await grant(arm, USER);
    expect(await outcome(arm, await arm.put(gateway, fromVault))).toEqual(FINE);
    const { body } = await arm.get(gateway);
    expect(body.identity).toEqual({
      type: 'UserAssigned',
      userAssignedIdentities: {
        [identity]: { principalId: await principalOf(arm), clientId: expect.any(String) },
      },
    });
    expect(body.properties.sslCertificates[0].properties).toEqual({
      provisioningState: 'Succeeded',
      keyVaultSecretId: secretId,
      httpListeners: [own('httpListeners/site')],
    });
    expect(body.properties.httpListeners[0].properties.requireServerNameIndication).toBe(true);
  });

  it('is taken by an access policy that lets secrets be got', async () => {
    const arm = await withVaultAt({ enableRbacAuthorization: false });
    expect(await outcome(arm, await arm.put(gateway, fromVault))).toEqual(DENIED);
    const tenantId = '99999999-8888-7777-6666-555555555555';
    const policy = (permissions: Body) => async () => {
      const accessPolicies = [{ tenantId, objectId: await principalOf(arm), permissions }];
      await arm.put(`${vault}/accessPolicies/add`, { properties: { accessPolicies } });
      return outcome(arm, await arm.put(gateway, fromVault));
    };
    expect(await policy({ certificates: ['get'], keys: ['get'] })()).toEqual(DENIED);
    expect(await policy({ secrets: ['get'] })()).toEqual(FINE);
  });

  it('that is denied leaves the gateway Failed until a write with access, in the words of the service', async () => {
    const arm = await withVaultAt();
    const assignment = await grant(arm, READER);
    const started = await arm.put(gateway, fromVault);
    const { body } = await arm.finish(started);
    expect(body).toEqual({
      status: 'Failed',
      error: {
        code: 'ApplicationGatewayKeyVaultSecretException',
        message: `Problem occured while accessing and validating KeyVault Secrets associated with Application Gateway '${gateway}'. See details below:`,
        details: [
          {
            code: 'ApplicationGatewayKeyVaultSecretAccessDenied',
            message: `Access denied for KeyVault Secret '${secretId}' for Application Gateway '${gateway}'. Make sure that Identity assigned to Application Gateway has access to the KeyVault associated with secret.`,
          },
        ],
      },
    });
    const failed = (await arm.get(gateway)).body.properties;
    expect([failed.provisioningState, failed.operationalState]).toEqual(['Failed', 'Stopped']);
    expect(failed.sslCertificates).toHaveLength(1);
    expect(await outcome(arm, await arm.put(gateway, fromVault))).toEqual(DENIED);
    await arm.remove(assignment);
    await grant(arm, USER, 'aaaaaaaa-0000-4000-a000-000000000002');
    expect(await outcome(arm, await arm.put(gateway, fromVault))).toEqual(FINE);
  });

  it('that is lost later fails the next write and nothing before it', async () => {
    const arm = await withVaultAt();
    const assignment = await grant(arm, USER);
    await arm.finish(await arm.put(gateway, fromVault));
    await arm.remove(assignment);
    arm.clock.move(86_400_000);
    expect((await arm.get(gateway)).body.properties.provisioningState).toBe('Succeeded');
    const changed = secureBody({ keyVaultSecretId: secretId }, { enableHttp2: true });
    expect(await outcome(arm, await arm.put(gateway, changed))).toEqual(DENIED);
    expect((await arm.get(gateway)).body.properties.operationalState).toBe('Running');
  });

  it('waits for a role to take effect', async () => {
    const arm = await withVaultAt();
    arm.emulator.setPropagation({ rolesMs: 600_000 });
    await grant(arm, USER);
    expect(await outcome(arm, await arm.put(gateway, fromVault))).toEqual(DENIED);
    arm.clock.move(600_000);
    expect(await outcome(arm, await arm.put(gateway, fromVault))).toEqual(FINE);
  });

  it('is not opened by an identity that is gone', async () => {
    const arm = await withVaultAt();
    await grant(arm, USER);
    const started = await arm.put(gateway, fromVault);
    await arm.remove(identity);
    expect(await outcome(arm, started)).toEqual(DENIED);
  });

  it.each<[string, Body, readonly string[]]>([
    ['a PEM', secretBody(pem, 'application/x-pem-file'), INVALID],
    ['a PEM that says it is PKCS#12', secretBody(pem), INVALID],
    ['a PFX that does not say so', secretBody(pfx.toString('base64'), 'text/plain'), INVALID],
    ['half a PFX', secretBody(pfx.subarray(0, 300).toString('base64')), INVALID],
    [
      'a PFX with a password',
      secretBody(withOtherPassword().toString('base64')),
      [...FAILED, 'ApplicationGatewaySslCertificatePasswordIncorrect', 'Failed'],
    ],
    [
      'a disabled secret',
      secretBody(pfx.toString('base64'), undefined, { attributes: { enabled: false } }),
      DENIED,
    ],
  ])('is not taken as %s', async (_, body, expected) => {
    const arm = await withVaultAt();
    await grant(arm, USER);
    await arm.put(secret, body);
    expect(await outcome(arm, await arm.put(gateway, fromVault))).toEqual(expected);
  });

  it('must be there, in a vault that is there, in the version that is named', async () => {
    const arm = await withVaultAt();
    await grant(arm, USER);
    const at = (uri: string) => async () =>
      outcome(arm, await arm.put(gateway, secureBody({ keyVaultSecretId: uri })));
    const missing = [...FAILED, 'ApplicationGatewayKeyVaultSecretNotFound', 'Failed'];
    expect(await at(`${secretId}-2`)()).toEqual(missing);
    expect(await at(`${secretId}/0123456789abcdef0123456789abcdef`)()).toEqual(missing);
    expect(await at('https://kv-other.vault.azure.net/secrets/front')()).toEqual(DENIED);
    const { secretUriWithVersion } = (await arm.get(secret)).body.properties;
    expect(await at(secretUriWithVersion)()).toEqual(FINE);
  });

  it('tells of each certificate what is wrong with it', async () => {
    const arm = await withVaultAt();
    await grant(arm, USER);
    const sslCertificates = [
      part('images', { keyVaultSecretId: `${secretId}-2` }),
      part('data', { keyVaultSecretId: 'https://kv-other.vault.azure.net/secrets/data' }),
    ];
    expect(await outcome(arm, await arm.put(gateway, secureBody({}, { sslCertificates })))).toEqual([
      ...FAILED,
      'ApplicationGatewayKeyVaultSecretNotFound',
      'ApplicationGatewayKeyVaultSecretAccessDenied',
      'Failed',
    ]);
  });

  it('needs a URI of a secret, and an identity', async () => {
    const arm = await withVaultAt();
    const codeOf = async (body: Body) => (await arm.put(gateway, body)).body.error.code;
    for (const uri of [
      'https://kv-images.vault.azure.net/certificates/front',
      'https://kv-images.vault.azure.net/secrets',
      'https://kv-images.vault.azure.cn/secrets/front',
      'front',
    ])
      expect(await codeOf(secureBody({ keyVaultSecretId: uri }))).toBe('SecretIdSpecifiedIsInvalid');
    expect(await codeOf(secureBody({ keyVaultSecretId: secretId }, {}, { identity: undefined }))).toBe(
      'ApplicationGatewayKeyVaultSecretRequiresUserAssignedIdentity',
    );
    const system = { identity: { type: 'SystemAssigned' } };
    expect(await codeOf(secureBody({ keyVaultSecretId: secretId }, {}, system))).toBe('BadRequest');
  });
});

describe('a certificate that a gateway has', () => {
  const FOUR_HOURS = 4 * 3_600_000;

  async function withGateway(): Promise<{ readonly arm: Arm; readonly assignment: string }> {
    const arm = await withVaultAt();
    const assignment = await grant(arm, USER);
    expect(await outcome(arm, await arm.put(gateway, fromVault))).toEqual(FINE);
    return { arm, assignment };
  }

  const reportOf = (arm: Arm) => arm.emulator.gatewayCertificates()[gateway.toLowerCase()]?.['images'];

  it('is followed to a newer version within four hours, and no further than one that can be served', async () => {
    const { arm } = await withGateway();
    const first = reportOf(arm);
    expect(first).toMatchObject({ id: `${gateway}/sslCertificates/images`, secretId, served: true });
    const next = pfxOf(certificateIn(pem), randomBytes).toString('base64');
    const { secretUriWithVersion } = (await arm.put(secret, secretBody(next))).body.properties;
    expect(reportOf(arm)?.version).toBe(first?.version);
    arm.clock.move(FOUR_HOURS);
    expect(reportOf(arm)?.version).toBe(secretUriWithVersion.split('/').at(-1));
    await arm.put(secret, secretBody(pem, 'application/x-pem-file'));
    arm.clock.move(FOUR_HOURS);
    expect(reportOf(arm)).toMatchObject({ version: secretUriWithVersion.split('/').at(-1), served: true });
  });

  it('is lost with the access while Azure Resource Manager says Succeeded, and back with it', async () => {
    const { arm, assignment } = await withGateway();
    const { etag } = (await arm.get(gateway)).body;
    const lossAfter = async (): Promise<string | undefined> => {
      arm.clock.move(FOUR_HOURS);
      const { body } = await arm.get(gateway);
      expect([body.properties.provisioningState, body.etag]).toEqual(['Succeeded', etag]);
      const report = reportOf(arm);
      expect(report?.served).toBe(report?.loss === undefined);
      return report?.loss;
    };
    expect(await lossAfter()).toBeUndefined();
    await arm.remove(assignment);
    expect(reportOf(arm)?.served).toBe(true);
    expect(await lossAfter()).toBe('UserAssignedIdentityDoesNotHaveGetPermissionOnKeyVault');
    await grant(arm, USER, 'aaaaaaaa-0000-4000-a000-000000000002');
    expect(await lossAfter()).toBeUndefined();
    await arm.patch(secret, { properties: { attributes: { enabled: false } } });
    expect(await lossAfter()).toBe('SecretDisabled');
    await arm.patch(secret, { properties: { attributes: { enabled: true } } });
    await arm.patch(vault, { properties: { networkAcls: { bypass: 'None', defaultAction: 'Deny' } } });
    expect(await lossAfter()).toBe('KeyVaultHasRestrictedAccess');
    await arm.patch(vault, {
      properties: { networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny' } },
    });
    await arm.remove(identity);
    expect(await lossAfter()).toBe('UserAssignedManagedIdentityNotFound');
    await arm.remove(vault);
    expect(await lossAfter()).toBe('KeyVaultSoftDeleted');
  });

  it('is told at a path of the emulator', async () => {
    const { arm } = await withGateway();
    const { status, body } = await arm.send(
      'GET',
      'https://management.azure.com/_emulator/gateway-certificates',
    );
    expect([status, body.gateways]).toEqual([200, arm.emulator.gatewayCertificates()]);
  });
});

describe('a vault with a firewall', () => {
  const closed = { enableRbacAuthorization: true, networkAcls: { bypass: 'None', defaultAction: 'Deny' } };

  it('lets a gateway in as a trusted service, from its subnet where a rule says so, and else not', async () => {
    const arm = await withVaultAt(closed);
    await grant(arm, USER);
    expect(await outcome(arm, await arm.put(gateway, fromVault))).toEqual(DENIED);
    const virtualNetworkRules = [{ id: gatewaySubnet, ignoreMissingVnetServiceEndpoint: true }];
    const networkAcls = { ...closed.networkAcls, virtualNetworkRules };
    await arm.put(vault, vaultBody({ ...closed, networkAcls }));
    expect(await outcome(arm, await arm.put(gateway, fromVault))).toEqual(FINE);
    await arm.put(vault, vaultBody(closed));
    const changed = secureBody({ keyVaultSecretId: secretId }, { enableHttp2: true });
    expect(await outcome(arm, await arm.put(gateway, changed))).toEqual(DENIED);
    await arm.put(
      vault,
      vaultBody({ ...closed, networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny' } }),
    );
    expect(await outcome(arm, await arm.put(gateway, changed))).toEqual(FINE);
  });

  it('lets it in over a private endpoint whose zone the network knows', async () => {
    const arm = await withVaultAt({ ...closed, publicNetworkAccess: 'Disabled' });
    await grant(arm, USER);
    const provider = `${group}/providers/Microsoft.Network`;
    const endpoint = `${provider}/privateEndpoints/vault`;
    const zone = `${provider}/privateDnsZones/privatelink.vaultcore.azure.net`;
    await arm.make(zone, { location: 'global' });
    await arm.make(endpoint, {
      location: 'westeurope',
      properties: {
        subnet: { id: `${network}/subnets/endpoints` },
        privateLinkServiceConnections: [
          { name: 'vault', properties: { privateLinkServiceId: vault, groupIds: ['vault'] } },
        ],
      },
    });
    await arm.make(`${endpoint}/privateDnsZoneGroups/default`, {
      properties: { privateDnsZoneConfigs: [{ name: 'vault', properties: { privateDnsZoneId: zone } }] },
    });
    expect(await outcome(arm, await arm.put(gateway, fromVault))).toEqual(DENIED);
    await arm.make(`${zone}/virtualNetworkLinks/hub`, {
      location: 'global',
      properties: { virtualNetwork: { id: network }, registrationEnabled: false },
    });
    expect(await outcome(arm, await arm.put(gateway, fromVault))).toEqual(FINE);
  });
});

describe('a certificate that is uploaded', () => {
  const bare = { identity: undefined };

  it('is kept as its public part alone, also by a body that does not bring it again', async () => {
    const arm = await withPlace();
    const uploaded = secureBody({ data: pfx.toString('base64'), password: '' }, {}, bare);
    const { body } = await arm.make(gateway, uploaded);
    const [{ properties }] = body.properties.sslCertificates;
    expect(Object.keys(properties)).toEqual(['provisioningState', 'publicCertData', 'httpListeners']);
    const der = new X509Certificate(issued.certificate).raw;
    const signed = Buffer.from(properties.publicCertData, 'base64');
    // As recorded: SEQUENCE, the id of signed data, [0], SEQUENCE, version 1, no digests.
    expect(signed.toString('hex')).toMatch(/^3082....06092a864886f70d010702a082....3082....0201013100300b/);
    expect(signed.includes(der)).toBe(true);
    const after = await arm.make(gateway, { ...body, properties: { ...body.properties, enableHttp2: true } });
    expect(after.body.properties.sslCertificates[0].properties.publicCertData).toBe(
      properties.publicCertData,
    );
  });

  it('is nowhere else, neither in what is stored nor in the log of requests', async () => {
    const stored: unknown[] = [];
    const store: EmulatorStore = {
      news: () => ({ reset: false, changes: [] }),
      append: (changes) => void stored.push(...changes),
      exclusively: (body) => body(),
      close: () => undefined,
    };
    const arm = await withPlace({ store });
    const data = pfx.toString('base64');
    await arm.make(gateway, secureBody({ data, password: '' }, {}, bare));
    for (const told of [stored, arm.emulator.requests(), arm.emulator.objects()])
      expect(JSON.stringify(told)).not.toContain(data);
    expect(JSON.stringify(arm.emulator.requests())).toContain('(secret)');
  });

  it.each<[string, Body, string]>([
    ['nothing', {}, 'ApplicationGatewaySslCertificateDataMustBeSpecified'],
    ['a text', { data: 'bm90IGEgcGZ4' }, 'ApplicationGatewaySslCertificateInvalidData'],
    [
      'another password',
      { data: pfx.toString('base64'), password: 'wrong' },
      'ApplicationGatewaySslCertificatePasswordIncorrect',
    ],
  ])('is refused with %s', async (_, certificate, code) => {
    const arm = await withPlace();
    const { status, body } = await arm.put(gateway, secureBody(certificate, {}, bare));
    expect([status, body.error.code]).toEqual([400, code]);
  });
});
