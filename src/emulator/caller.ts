import type { Cloud } from './cloud.ts';

/** The object id of whoever calls. All tokens are one caller's: the emulator has no accounts. */
export function callerId(cloud: Cloud): string {
  return cloud.chance.guidOf('caller');
}
