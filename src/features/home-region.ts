import type { PlacedRegistry } from './placed.ts';
import { regionOf } from './private-link/host-names.ts';
import { isFaulty, type RuleInput } from './rule.ts';

/**
 * The home region of a registry as the file says it, in its short form; undefined where it says none, or where what it
 * says is faulty and another region stands in its place.
 */
export function homeRegion(input: RuleInput, { path, location, entry }: PlacedRegistry): string | undefined {
  const group = entry.resourceGroup ?? input.config.azure.resourceGroup ?? '';
  const sources = [
    [...path, 'location'],
    ['resourceGroups', group, 'location'],
    ['azure', 'location'],
  ];
  if (location === '' || sources.some((source) => isFaulty(input, source))) return undefined;
  return regionOf(location);
}
