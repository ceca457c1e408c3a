import type { Sku } from './registry-body.ts';
import { registryRefusal } from './registry-errors.ts';

interface Limits {
  readonly sizeGiB: number;
  readonly webhooks: number;
  readonly premium: boolean;
  /** Of tokens, and of scope maps that somebody made. */
  readonly tokens: number;
}

// Premium: managed_registry #8. Standard: test_acr_create_webhook #25, which leaves out what the SKU lacks.
// Basic: the SKU table of containerregistry.md.
const limits: Readonly<Record<Sku, Limits>> = {
  Basic: { sizeGiB: 10, webhooks: 2, premium: false, tokens: 100 },
  Standard: { sizeGiB: 100, webhooks: 10, premium: false, tokens: 500 },
  Premium: { sizeGiB: 500, webhooks: 500, premium: true, tokens: 50_000 },
};

export function limitsOf(sku: Sku): Limits {
  return limits[sku];
}

/** Refuses one more of something of which there are so many. That the SKU limits it is documented; code and text are assumed. */
export function checkRoom(sku: Sku, what: string, count: number, limit: number): void {
  if (count < limit) return;
  throw registryRefusal(`A registry of the SKU ${sku} cannot have more than ${limit} ${what}.`);
}
