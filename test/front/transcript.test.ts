import { describe, expect, it } from 'vitest';
import type { SeenExchange } from './gateway.ts';
import { leaksIn } from './transcript.ts';

const SEEN: SeenExchange = {
  ...{ gateway: 'front', method: 'GET', host: 'front.test', uri: '/v2/', requestHeaders: [] },
  ...{ status: 200, responseHeaders: [], answeredBy: 'backend', log: [] },
};

const SIGNED = 't=0&h=contoso.azurecr.io&c=0&r=a&d=sha256:0&p=0&s=0&v=1';

function check(seen: Partial<SeenExchange>, leaks: number) {
  expect(leaksIn([{ ...SEEN, ...seen }])).toHaveLength(leaks);
}

const answered = (name: string, value: string) => ({ responseHeaders: [[name, value] as const] });
const asked = (name: string, value: string) => ({ requestHeaders: [[name, value] as const] });

describe('the search for names of Azure', () => {
  it('finds them in any header of either side, in any letters, and in what is asked for', () => {
    check({}, 0);
    check(answered('X-Any', 'at Contoso.AzureCR.io'), 1);
    check(answered('Location', 'https://contoso.westeurope.data.azurecr.io/?a=b'), 1);
    check(answered('Location', 'https://a.blob.core.windows.net/x'), 1);
    check(answered('Link', '<https://contoso.azurecr.io/v2/_catalog>; rel="next"'), 1);
    check(asked('Referer', 'https://contoso.azurecr.io/v2/'), 1);
    check({ uri: '/v2/?from=contoso.azurecr.io' }, 1);
    check({ ...answered('A', 'b.azurecr.io'), ...asked('A', 'b.azurecr.io') }, 2);
  });

  it('leaves out the signed query of a layer, at a host of the front alone', () => {
    check(answered('Location', `https://front-data.test/?${SIGNED}`), 0);
    check(answered('Location', `https://front-data.test?${SIGNED}`), 0);
    check({ uri: `/?${SIGNED}` }, 0);
    check(answered('Location', `https://contoso.westeurope.data.azurecr.io/?${SIGNED}`), 1);
    check(answered('Location', 'https://front-data.test/?h=contoso.azurecr.io'), 1);
    check(answered('X-Any', `https://front-data.test/?${SIGNED}`), 1);
  });

  it('leaves out for whom a token is, where it is told and where it is asked for', () => {
    const challenge = (realm: string) =>
      answered(
        'WWW-Authenticate',
        `Bearer realm="https://${realm}/oauth2/token",service="contoso.azurecr.io"`,
      );
    check(challenge('front.test'), 0);
    check(challenge('contoso.azurecr.io'), 1);
    check({ uri: '/oauth2/token?account=a&service=contoso.azurecr.io' }, 0);
    check({ uri: '/oauth2/token?account=contoso.azurecr.io&service=contoso.azurecr.io' }, 1);
    check({ uri: '/v2/?service=contoso.azurecr.io' }, 1);
  });
});
