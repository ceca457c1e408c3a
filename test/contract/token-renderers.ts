import type { TokenRotation } from '../../src/core/token-rotation.ts';
import { escapeUnprintable } from '../../src/core/wording.ts';
import {
  type ShownTokenProspect,
  tokenProspectText,
  tokenRotationText,
} from '../../src/report/token-rotation-text.ts';
import type { Renderer } from './renderer.ts';
import { HOSTILE } from './shown-plans.ts';

const hostile = <Shown>(make: (text: string) => Shown): Readonly<Record<string, Shown>> =>
  Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, make(text)]));

const prospect: ShownTokenProspect = {
  address: 'registries.contosoimages.tokens.build-machine',
  username: 'build-machine',
  passwords: [
    { name: 'password1', created: '2026-01-01T00:00:03+00:00', expires: undefined },
    { name: 'password2', created: undefined, expires: '2027-01-01T00:00:00+00:00' },
  ],
  password: 'password2',
  place: 'https://kv-images.vault.azure.net/secrets/build-machine',
};

export const TOKEN_PROSPECT: Renderer<ShownTokenProspect> = {
  name: 'the prospect of a password',
  documents: {
    'drawn anew': prospect,
    'the first': { ...prospect, passwords: [], password: 'password1' },
    ...hostile((text) => ({ ...prospect, address: text, username: text, place: text })),
  },
  render: tokenProspectText,
  mustShow: ({ address, username, password, place }) =>
    [address, username, password, place].map(escapeUnprintable),
};

const rotation: TokenRotation = {
  address: prospect.address,
  username: 'build-machine',
  password: 'password1',
  expires: null,
  storedIn: 'secret',
  place: prospect.place,
};

export const TOKEN_ROTATION: Renderer<TokenRotation> = {
  name: 'a drawn password',
  documents: {
    'without an end': rotation,
    'in a file': {
      ...rotation,
      storedIn: 'file',
      place: 'password.txt',
      expires: '2027-01-01T00:00:00+00:00',
    },
    ...hostile((text) => ({ ...rotation, username: text, place: text, expires: text })),
  },
  render: tokenRotationText,
  mustShow: ({ username, password, place, expires }) =>
    [username, password, place, expires ?? 'no end'].map(escapeUnprintable),
};
