import { type Check, type CheckSubject, wireCheck } from '../../core/verify.ts';
import type { PlacedRegistry } from '../placed.ts';
import type { Verifier } from '../verify.ts';
import { challengeFinding } from './challenge-finding.ts';
import { type Pulling, pullOnce, type SeePull } from './pull.ts';
import { blobFinding, dataEndpointFinding, loginFinding, manifestFinding } from './pull-finding.ts';
import { type RegistryNames, registryNames } from './registry-names.ts';
import { WITHOUT_DATA } from './verify-tls.ts';

/** Whether the registry answers as registries do: login, manifest, and layers through its data endpoints. */
export const verifyRegistry: Verifier = {
  reads: () => [],
  checks: (registry, { live, credential, image }) => {
    const names = registryNames(registry, live);
    const see = pullOnce({ names, credential, image });
    return [
      ...loginChecks(registry, names, see),
      ...names.data.map((host) => dataEndpointCheck(registry, host)),
      ...(image === undefined ? [] : imageChecks(registry, { names, image }, see)),
    ];
  },
};

function loginChecks(registry: PlacedRegistry, names: RegistryNames, see: SeePull): readonly Check[] {
  const about = (subject: Omit<CheckSubject, 'address' | 'about'>) => ({
    ...subject,
    address: registry.address,
    about: names.login,
    reach: { kind: 'hosts' as const, hosts: [names.login] },
  });
  return [
    wireCheck(
      about({
        name: 'registry.challenge',
        proves: 'This registry answers, and says itself where to get a token.',
        how: 'GET /v2/ without a credential.',
        requirements: ['1.2', '1.7', '1.46'],
      }),
      see,
      ({ challenge }) => challengeFinding(names, challenge),
    ),
    wireCheck(
      about({
        name: 'registry.login',
        proves: 'The login of this run gets a token of the registry, as az acr login does.',
        how: 'POST /oauth2/exchange with a token of Entra that is good for registries alone.',
        requirements: ['1.51'],
      }),
      see,
      (seen) => loginFinding(names, seen),
    ),
  ];
}

function dataEndpointCheck({ address }: PlacedRegistry, host: string): Check {
  return wireCheck(
    {
      name: 'registry.dataEndpoint',
      address,
      about: host,
      proves: 'The host that layers come from answers.',
      how: 'GET / without a signed address, which is answered 403.',
      requirements: ['1.69'],
      reach: { kind: 'hosts', hosts: [host] },
    },
    (wire) => wire.request({ method: 'GET', url: `https://${host}/` }),
    (seen) => dataEndpointFinding(host, seen, WITHOUT_DATA),
  );
}

function imageChecks(
  { address }: PlacedRegistry,
  { names, image }: Pick<Pulling, 'names'> & { readonly image: NonNullable<Pulling['image']> },
  see: SeePull,
): readonly Check[] {
  const reach = { kind: 'hosts' as const, hosts: [names.login, ...names.data] };
  const about = image.repository;
  return [
    wireCheck(
      {
        ...{ address, about, reach },
        name: 'registry.manifest',
        proves: 'The login of this run may pull the image.',
        how: 'POST /oauth2/token, then GET of the manifest with that token.',
        requirements: ['1.52'],
      },
      see,
      (seen) => manifestFinding(names, image, seen),
    ),
    wireCheck(
      {
        ...{ address, about, reach },
        name: 'registry.blob',
        proves: 'A layer comes through the data endpoint, unchanged, and from no other host.',
        how: 'GET of the configuration of the image, and of where that led to, without a credential.',
        requirements: ['1.52', '1.69'],
      },
      see,
      (seen) => blobFinding(names, seen),
    ),
  ];
}
