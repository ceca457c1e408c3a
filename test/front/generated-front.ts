import { subscriptionsOf } from '../../src/cli/session.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Code } from '../../src/core/codes.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { features } from '../../src/features/index.ts';
import { rulesWithFiles } from '../../src/features/rules.ts';
import { issue } from '../authorities.ts';
import { filesAmong, type Lab, openLab, type Stack } from '../lab.ts';
import { AT, withFront } from '../scenarios/fronts.ts';
import type { FrontBodies, FrontRegion, FrontWish } from './bodies.ts';

/** What acrctl sends for a front: the wish in a file, applied on an emulator, and the bodies as they were sent. */
export async function generatedFront(wish: FrontWish): Promise<readonly FrontBodies[]> {
  const key = JSON.stringify(wish);
  const applied = made.get(key) ?? applyFront(wish);
  made.set(key, applied);
  return (await applied).bodies;
}

/** Nobody changes them, and an apply takes its time. */
const made = new Map<string, Promise<AppliedFront>>();

export interface AppliedFront {
  readonly lab: Lab;
  readonly stack: Stack;
  readonly bodies: readonly FrontBodies[];
  /** Key and chain in PEM, as the vault got them, by the id of the secret. */
  readonly certificates: Readonly<Record<string, string>>;
}

/** A front on an emulator of its own. */
export async function applyFront(wish: FrontWish): Promise<AppliedFront> {
  const lab = openLab();
  const files = certificateFiles(wish);
  const stack = stackOf(wish, files);
  await lab.converge(stack);
  const bySecret = <Value>(value: (name: string, hosts: readonly string[]) => Value) =>
    Object.fromEntries(
      Object.entries(certificatesOf(wish)).map(([name, hosts]) => [
        `https://${VAULT}.vault.azure.net/secrets/${name}`,
        value(name, hosts),
      ]),
    );
  const bodies = wish.regions.map(({ region }) => ({
    region,
    gateway: sentTo(lab, `/applicationGateways/images-${region}-agw`),
    policies: [sentTo(lab, `/ApplicationGatewayWebApplicationFirewallPolicies/images-${region}-waf`)],
    secrets: bySecret((_, hosts) => hosts),
  }));
  return { lab, stack, bodies, certificates: bySecret((name) => files[fileOf(name)] ?? '') };
}

/** The body of the one write of an object whose id ends so. */
function sentTo(lab: Lab, end: string): FrontBodies['gateway'] {
  const sent = lab
    .writes()
    .flatMap(({ path, body = '' }) =>
      path.endsWith(end) ? [{ id: path, body: JSON.parse(body) as unknown }] : [],
    );
  const [one, ...others] = sent;
  if (one === undefined || others.length > 0) throw new Error(`${sent.length} writes went to ${end}.`);
  return one;
}

/** The file, loaded as the product does; of its faults those alone are let pass that the wish names, and each must be there. */
function stackOf(wish: FrontWish, beside: Readonly<Record<string, string>>): Stack {
  const { despite = [] } = wish;
  const rules = rulesWithFiles(filesAmong(beside));
  const refused: string[] = [];
  const loaded = loadConfig({
    files: [{ path: 'acrctl.yaml', text: frontFile(wish) }],
    env: {},
    rules: (...input) =>
      rules(...input).filter(({ code, severity }) => {
        if (severity === 'error') refused.push(code);
        return !despite.includes(code as Code);
      }),
  });
  if (!loaded.ok)
    throw new Error(loaded.diagnostics.map(({ code, detail }) => `${code} ${detail}`).join('\n'));
  const unfounded = despite.filter((code) => !refused.includes(code));
  if (unfounded.length > 0) throw new Error(`acrctl does not refuse ${unfounded.join(', ')} in this file.`);
  const { config, hash } = loaded;
  return {
    ...{ stack: config.stack, config, configHash: hash, features },
    subscriptions: subscriptionsOf(config),
  };
}

/** The example `public-front` with what is wished: in each region a network with a way to the registry. */
function frontFile(wish: FrontWish): string {
  const certificates = Object.keys(certificatesOf(wish)).map((name) => [
    name,
    { source: 'pemFile', file: fileOf(name), format: 'pfx' },
  ]);
  const names = wish.regions.map(({ region }) => region);
  return withFront({
    resourceGroups: Object.fromEntries([['rg-images', {}], ...names.map((each) => [`rg-${each}`, {}])]),
    networks: Object.fromEntries(names.map((each, index) => [`vnet-${each}`, networkEntry(each, index)])),
    privateDnsZones: Object.fromEntries(names.map((each) => [`zone-${each}`, zoneEntry(each)])),
    [`${AT.vault}.certificates`]: Object.fromEntries(certificates),
    registries: { [wish.registry]: registryEntry(names) },
    [AT.front]: {
      ...{ registry: wish.registry, host: wish.host, dns: 'external', identity: 'images-front' },
      ...(wish.allowPush !== undefined && { allowPush: wish.allowPush }),
      ...(names.length > 1 && { trafficManager: { routing: 'performance' } }),
      waf: wafEntry(wish),
      regions: Object.fromEntries(wish.regions.map((each) => [each.region, regionEntry(each)])),
    },
  });
}

function networkEntry(region: string, index: number): JsonObject {
  return {
    location: region,
    addressSpace: [`10.${20 + index}.0.0/16`],
    subnets: {
      endpoints: { prefix: `10.${20 + index}.1.0/24` },
      gateway: { prefix: `10.${20 + index}.2.0/24` },
    },
  };
}

/** Each network has its own: two endpoints of a registry would write the same names. */
function zoneEntry(region: string): JsonObject {
  return { name: 'privatelink.azurecr.io', resourceGroup: `rg-${region}`, links: [`vnet-${region}`] };
}

function registryEntry(regions: readonly string[]): JsonObject {
  const [location = '', ...others] = regions;
  return {
    ...{ sku: 'Premium', location },
    replications: Object.fromEntries(others.map((each) => [each, {}])),
    network: {
      publicAccess: 'disabled',
      dataEndpoints: true,
      privateEndpoints: Object.fromEntries(
        regions.map((each) => [each, { subnet: `vnet-${each}/endpoints`, dns: { zone: `zone-${each}` } }]),
      ),
    },
  };
}

function wafEntry({ blockedRanges, blockedCountries, allowedCountries }: FrontWish): JsonObject {
  const geo = (mode: string, countries: readonly string[]) => ({
    ...{ mode, countries: countries.filter((each) => each !== UNMAPPED) },
    unmapped: (mode === 'block') === countries.includes(UNMAPPED) ? 'block' : 'allow',
  });
  return {
    ...(blockedRanges && { blockedIpRanges: [...blockedRanges] }),
    ...(blockedCountries && { geo: geo('block', blockedCountries) }),
    ...(allowedCountries && { geo: geo('allow', allowedCountries) }),
  };
}

/** In a policy the country of those that have none. */
const UNMAPPED = 'ZZ';

function regionEntry({ region, dataHost }: FrontRegion): JsonObject {
  return {
    subnet: `vnet-${region}/gateway`,
    privateEndpoint: region,
    dataHost,
    certificates: { registry: `${VAULT}/registry`, data: `${VAULT}/data-${region}` },
  };
}

const VAULT = 'kv-contosoimages-tls';

/** For which hosts each certificate in the vault is. */
function certificatesOf({ host, regions }: FrontWish): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries([
    ['registry', [host]],
    ...regions.map(({ region, dataHost }) => [`data-${region}`, [dataHost]]),
  ]);
}

/** What stands beside the file: certificates that nobody has to draw, since all have one key. */
function certificateFiles(wish: FrontWish): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(certificatesOf(wish)).map(([name, hosts]) => {
      const { keyPem, certificate } = issue({ name, hosts, issuer: ROOT, key: ROOT.key });
      return [fileOf(name), `${keyPem}${certificate}${ROOT.certificate}`];
    }),
  );
}

/** Signs them all. */
export const ROOT = issue({ name: 'Root', isAuthority: true });

function fileOf(certificate: string): string {
  return `tls/${certificate}.pem`;
}
