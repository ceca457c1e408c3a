import type { Config, RegistryWebhook } from '../../core/config.generated.ts';
import { BugError } from '../../core/errors.ts';
import { formatPath } from '../../core/path.ts';
import { entriesOf } from '../scope.ts';

/** Reads environment variables. Handed in by `cli`. */
export interface VariableReader {
  variable(name: string): string | undefined;
}

/** A value that a variable has. */
export interface FromVariable {
  /** Where it is written in the file, below the entry. */
  readonly key: readonly string[];
  /** Where it goes in the body. */
  readonly path: string;
  readonly name: string;
}

/** Address first, then headers. */
export function fromVariables({
  serviceUriFrom,
  customHeadersFrom,
}: RegistryWebhook): readonly FromVariable[] {
  return [
    ...(serviceUriFrom === undefined
      ? []
      : [{ key: ['serviceUriFrom'], path: 'properties.serviceUri', name: serviceUriFrom }]),
    ...entriesOf(customHeadersFrom).map(([header, name]) => ({
      key: ['customHeadersFrom', header],
      path: formatPath(['properties', 'customHeaders', header]),
      name,
    })),
  ];
}

/**
 * Reads the variables that webhooks name, once, before the rules run. What they hold stands beside the configuration, found by
 * the entry, and in no member of it: a configuration that is printed, hashed or compared holds the names alone.
 */
export function readWebhookVariables({ registries }: Config, reader: VariableReader): void {
  for (const [, { webhooks }] of entriesOf(registries))
    for (const [, entry] of entriesOf(webhooks))
      VALUES.set(entry, new Map(fromVariables(entry).map(({ name }) => [name, reader.variable(name) ?? ''])));
}

const VALUES = new WeakMap<RegistryWebhook, ReadonlyMap<string, string>>();

/** Empty where it is not set; undefined where nobody read variables. */
export function valueIn(entry: RegistryWebhook, name: string): string | undefined {
  return VALUES.get(entry)?.get(name);
}

/** The value of an entry that passed the rules. */
export function valueFor(entry: RegistryWebhook, name: string): string {
  const value = valueIn(entry, name);
  if (value === undefined || value === '')
    throw new BugError(
      `The variable ${name} is read before anything is compiled, and what it sends is refused without it.`,
    );
  return value;
}
