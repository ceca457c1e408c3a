import type { WireAccess } from '../../src/cli/verify/run-checks.ts';
import type { CheckResult } from '../../src/core/verify.ts';
import type { Verifying } from '../../src/features/verify.ts';
import type { FrontBodies, FrontWish } from '../front/bodies.ts';
import { clientAt } from '../front/countries.ts';
import type { Chaining } from '../front/gateway/rewrite.ts';
import { type RunningGateway, startGateway } from '../front/gateway.ts';
import { type AppliedFront, applyFront, ROOT } from '../front/generated-front.ts';
import { authority, DATA_HOST, HOST, LOGIN, WISH } from '../front/stage.ts';
import { REPOSITORY, startRegistryFront, TAG } from '../wire/registry-front.ts';
import { at, network, serving } from './network.ts';
import { NOW_MS, verified } from './verified.ts';

export const AZURE_DATA = 'contoso.westeurope.data.azurecr.io';
const IMAGE = { repository: REPOSITORY, reference: TAG };
/** Long after the certificates came into the vault. */
export const LATER_MS = NOW_MS + 24 * 3_600_000;

export interface Staging {
  readonly wish?: FrontWish;
  readonly applied?: AppliedFront;
  /** What is written otherwise than acrctl does. */
  edit?(bodies: FrontBodies): FrontBodies;
  /** Answers instead of the registry. */
  readonly instead?: Parameters<typeof startRegistryFront>[0]['instead'];
  readonly chaining?: Chaining;
  /** The port of a registry that runs already. */
  readonly behind?: number;
  /** Key and chain in PEM that the gateway serves instead of that of the vault. */
  readonly served?: (secretId: string) => string | undefined;
}

/** A front as acrctl makes it: gateway and policy of the bodies that it sent, before a registry, and a client of their names. */
export async function stageFront(staging: Staging = {}) {
  const { wish = WISH, edit = (bodies) => bodies, instead, served = () => undefined } = staging;
  const applied = staging.applied ?? (await sharedFront(wish));
  const [sent] = applied.bodies;
  if (sent === undefined) throw new Error('There is no gateway.');
  const behind = staging.behind ?? (await registryBehind(instead));
  const { gateway, policies } = edit(sent);
  const running: RunningGateway = await serving(
    startGateway({
      ...{ gateway, policies, client: clientAt, ca: authority.ca },
      ...(staging.chaining && { chaining: staging.chaining }),
      certificate: (secretId) => {
        const pem = served(secretId) ?? applied.certificates[secretId];
        return { key: pem, cert: pem };
      },
      resolve: () => at(behind),
    }),
  );
  const port = running.ports.get(443) ?? 0;
  const access = network({
    ca: [ROOT.certificate],
    // Nobody is silent here, and a busy machine may be slow.
    timeoutMs: 20_000,
    connect: { [HOST]: at(port), [DATA_HOST]: at(port) },
  });
  return { applied, access, port, gateway: running };
}

async function registryBehind(instead: Staging['instead']): Promise<number> {
  const registry = await serving(
    startRegistryFront({
      tls: authority.right(['*.azurecr.io', '*.westeurope.data.azurecr.io']),
      ...{ login: LOGIN, data: AZURE_DATA },
      ...(instead && { instead }),
    }),
  );
  return registry.port;
}

/** Of a wish one for all tests that only look at it. */
function sharedFront(wish: FrontWish): Promise<AppliedFront> {
  const key = JSON.stringify(wish);
  const applied = shared.get(key) ?? applyFront(wish);
  shared.set(key, applied);
  return applied;
}

const shared = new Map<string, Promise<AppliedFront>>();

/** What is found of the front, by all checks of it. */
export async function frontChecks(
  { lab, stack }: Pick<AppliedFront, 'lab' | 'stack'>,
  access?: WireAccess,
  options: Partial<Verifying> = {},
  shown?: Parameters<typeof verified>[4],
): Promise<readonly CheckResult[]> {
  const all = await verified(lab, stack, access, { nowMs: LATER_MS, image: IMAGE, ...options }, shown);
  return all.filter(({ name }) => name.startsWith('front.'));
}
