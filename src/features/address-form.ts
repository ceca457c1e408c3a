import { type Address, parseAddress } from '../core/address.ts';
import type { JsonObject } from '../core/json.ts';
import { isJsonObject } from '../core/path.ts';
import { isKey } from './names.ts';
import { CONFIG_SCHEMA } from './schema.ts';

/**
 * What kind of entry an address is one of: `registries.*.network.privateEndpoints.*.dnsZoneGroup`. Where the language
 * has a map the key stands as `*`; what a feature adds below an entry stands as it is. Undefined where the text is no
 * address, begins with nothing that the language knows, or has a key that no file may have.
 */
export function addressForm(address: Address): string | undefined {
  return walked(address)?.words.join('.');
}

/** True where an entry at the address may have the key. */
export function takesKey(address: Address, key: string): boolean {
  const { properties } = resolved(walked(address)?.schema);
  return isJsonObject(properties) && key in properties;
}

/** The words of the form, and what the language says of the value there. */
function walked(
  address: Address,
): { readonly words: readonly string[]; readonly schema: JsonObject | undefined } | undefined {
  const segments = parseAddress(address) ?? [];
  const words: string[] = [];
  let schema: JsonObject | undefined = CONFIG_SCHEMA;
  for (const segment of segments) {
    const { properties, additionalProperties: values }: JsonObject = resolved(schema);
    const property = isJsonObject(properties) ? properties[segment] : undefined;
    const isWord = isJsonObject(property);
    if (!isWord && isJsonObject(values) && !isKey(segment)) return undefined;
    if (!isWord && words.length === 0) return undefined;
    words.push(!isWord && isJsonObject(values) ? '*' : segment);
    schema = isWord ? property : isJsonObject(values) ? values : undefined;
  }
  return words.length === 0 ? undefined : { words, schema };
}

function resolved(schema: JsonObject | undefined): JsonObject {
  const reference = schema?.['$ref'];
  if (typeof reference !== 'string') return schema ?? {};
  const found = (CONFIG_SCHEMA['$defs'] as JsonObject)[reference.replace('#/$defs/', '')];
  return isJsonObject(found) ? found : {};
}
