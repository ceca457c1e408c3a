import { describe, expect, test } from 'vitest';
import { AcrctlError } from '../../../src/core/errors.ts';
import { CLOUDS } from '../../../src/providers/azure/clouds.ts';
import { isLoopback, loopbackOrigin, pinned } from '../../../src/providers/azure/origin.ts';

describe('an endpoint given by hand (faults H07)', () => {
  const check = (endpoint: string, expected: string) => {
    expect(loopbackOrigin(endpoint)).toBe(expected);
    expect(isLoopback(loopbackOrigin(endpoint))).toBe(true);
  };

  test('may be an emulator on this machine', () => {
    check('http://127.0.0.1:8080', 'http://127.0.0.1:8080');
    check('http://localhost:8080/', 'http://localhost:8080');
    check('https://[::1]:8443', 'https://[::1]:8443');
    check('HTTP://LOCALHOST', 'http://localhost');
  });

  test('may be nothing else', () => {
    for (const endpoint of [
      '',
      'http://169.254.169.254',
      'http://10.0.0.1:8080',
      'http://0.0.0.0:8080',
      'https://management.azure.com',
      'https://management.usgovcloudapi.net',
      'http://localhost.evil.example',
      'http://127.0.0.1@evil.example',
      'http://user:password@127.0.0.1:8080',
      'http://127.0.0.1:8080/path',
      'http://127.0.0.1:8080?x=1',
      'http://127.0.0.1:99999',
      'ftp://127.0.0.1',
      '127.0.0.1:8080',
      'http://127.1',
      'http://127.0.0.1\n',
      ' http://127.0.0.1',
    ]) {
      expect(() => loopbackOrigin(endpoint), endpoint).toThrow(AcrctlError);
    }
  });
});

test('no cloud of Azure counts as loopback', () => {
  for (const { armHost } of Object.values(CLOUDS)) expect(isLoopback(`https://${armHost}`)).toBe(false);
  expect(isLoopback('http://127.0.0.1.evil.example')).toBe(false);
});

describe('a URL that Azure gave (faults G27)', () => {
  const origin = 'https://management.azure.com';

  test('is sent as it came, on the one origin', () => {
    const check = (url: string, expected = url) => expect(pinned(url, origin)).toBe(expected);
    check(`${origin}/a?t=1&s=a%2fB==&h=%41`);
    check(`${origin}:443/a?s=x`);
    check('HTTPS://Management.Azure.com/a');
    check('/subscriptions/s?api-version=1', `${origin}/subscriptions/s?api-version=1`);
  });

  test('is refused anywhere else', () => {
    for (const url of [
      'https://evil.example/a',
      'http://management.azure.com/a',
      'https://management.azure.com:444/a',
      'https://management.azure.com.evil.example/a',
      'https://management.azure.com@evil.example/a',
      'https://user@management.azure.com/a',
      '//evil.example/a',
      'https:evil.example/a',
      'https:/evil.example/a',
      'HTTPS:evil.example',
      'https://evil.example\\@management.azure.com/',
      'https://management.azure.com\t.evil.example/',
      'file:///etc/passwd',
      'data:text/plain,x',
    ]) {
      expect(() => pinned(url, origin), url).toThrow('no token was sent there');
    }
  });

  test('may be on a loopback origin only with its port', () => {
    expect(pinned('http://127.0.0.1:8080/a', 'http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080/a');
    expect(() => pinned('http://127.0.0.1:8081/a', 'http://127.0.0.1:8080')).toThrow();
  });
});
