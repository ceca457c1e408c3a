import { expect, it } from 'vitest';
import { isSecretHeader, secretInUri } from '../../src/features/webhooks/secrecy.ts';

it.each([
  ['https://hooks.contoso.com/registry', undefined],
  ['https://hooks.contoso.com/teams/images/registry-pushes-2026', undefined],
  ['https://hooks.contoso.com:8443/containerregistrynotifications', undefined],
  ['https://user@hooks.contoso.com/', 'a user name or password'],
  ['https://contoso.azurewebsites.net/api/pushed?code=drawn', 'a query, and such have keys in them'],
  [
    'https://hooks.slack.com/services/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',
    'a part that looks drawn by lot',
  ],
  [
    'https://contoso.webhook.office.com/webhookb2/0f8fad5b-d9cb-469f-a165-70867728950e@00000000-0000-0000-0000-0000000000bb/IncomingWebhook',
    'a part that looks drawn by lot',
  ],
])('the address %s has %s', (address, expected) => {
  expect(secretInUri(address)).toBe(expected);
});

it('headers that let somebody in are known by their names', () => {
  const secret = [
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'x-functions-key',
    'X-Api-Token',
    'X-Hub-Signature',
  ];
  expect(secret.filter(isSecretHeader)).toEqual(secret);
  expect(['X-Source', 'Content-Type', 'User-Agent'].filter(isSecretHeader)).toEqual([]);
});
