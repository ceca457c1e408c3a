import { armCheck, passed, warned } from '../../core/verify.ts';
import { counted, enumerate } from '../../core/wording.ts';
import { registryNames } from '../registry/registry-names.ts';
import type { Verifier } from '../verify.ts';

/** Whether clients with the variables of this machine go the way that is checked, which is past every proxy (1.68). */
export const verifyProxy: Verifier = {
  reads: () => [],
  checks: (registry, { live, proxyFor }) => {
    if (registry.endpoints.length === 0 || proxyFor === undefined) return [];
    const { login, data } = registryNames(registry, live);
    const hosts = [login, ...data];
    const taken = hosts.flatMap((host) => {
      const variable = proxyFor(host);
      return variable === undefined ? [] : [{ host, variable }];
    });
    const [first] = taken;
    return [
      armCheck(
        {
          name: 'proxy.exceptions',
          address: registry.address,
          about: null,
          proves: 'Clients with the variables of this machine reach the hosts past the proxy.',
          how: 'The variables for proxies and NO_PROXY were read.',
          requirements: ['1.68'],
        },
        first === undefined
          ? passed(`${counted(hosts.length, 'host')} past every proxy`)
          : warned('ACR2517', {
              found: `${first.variable} sends clients here through a proxy to ${enumerate(taken.map(({ host }) => host))}`,
              advice:
                'acrctl itself went past it. A proxy reaches the private endpoint only where its own network and DNS do: add the hosts to NO_PROXY, on each client. This prints them:\nacrctl allow-list --format aks',
            }),
      ),
    ];
  },
};
