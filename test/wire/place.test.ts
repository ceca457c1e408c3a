import { describe, expect, it } from 'vitest';
import { formatPlace, parsePlace } from '../../src/providers/wire/place.ts';

describe('a place in the network', () => {
  it.each([
    ['10.20.0.4', { address: '10.20.0.4', port: 53 }],
    ['127.0.0.1:5353', { address: '127.0.0.1', port: 5353 }],
    ['::1', { address: '::1', port: 53 }],
    ['[fd00::4]:5353', { address: 'fd00::4', port: 5353 }],
  ])('is read from %s, and written so', (text, place) => {
    expect(parsePlace(text, 53)).toEqual(place);
    expect(formatPlace(place, 53)).toBe(text);
  });

  it.each([
    '',
    'dns.example',
    '10.20.0.256',
    '10.20.0',
    '10.20.0.4:0',
    '10.20.0.4:65536',
    '[::1',
    ':::',
    '1::2::3',
  ])('is not %j', (text) => {
    expect(parsePlace(text, 53)).toBe(undefined);
  });
});
