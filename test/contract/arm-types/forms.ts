import { mapOf, object, type Schema, text } from './schema.ts';

const GUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
const NAME = '[A-Za-z0-9_().-]+';
const ADDRESS = '[0-9]{1,3}(\\.[0-9]{1,3}){3}';

export const guid = text(`^${GUID}$`);
export const ipAddress = text(`^${ADDRESS}$`);
export const ipRange = text(`^${ADDRESS}/[0-9]{1,2}$`);
/** The rules of a registry also take single addresses (containerregistry.md). */
export const ipRangeOrAddress = text(`^${ADDRESS}(/[0-9]{1,2})?$`);
export const anyText: Schema = { type: 'string' };
/** The name of a part of an object, such as a connection. */
export const partName = text(`^${NAME}$`);

/** `westeurope`, and `West Europe` as it is shown to people. */
export const region = text('^[A-Za-z][A-Za-z0-9 ]*$');
/** As records name hosts, without the dot that may end them. */
export const hostName = text('^[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})+$');
/** DNS is in no region (privatedns.md, dns.md). */
export const everywhere = text('^global$');

/** As ARM bounds them (arm-protocol.md, "Tags"). */
export const tags = mapOf('^[^<>%&\\\\?/]{1,512}$', { type: 'string', maxLength: 256 }, 50);

/** An object of the type named by its id. */
export function reference(type: string): Schema {
  return object({ 'id!': idOf(type) });
}

export function idOf(type: string): Schema {
  return text(idPattern(type));
}

/**
 * The id of an object of a type. Its fixed words may stand in any case, since an update sends back what Azure answered
 * (arm-protocol.md, "Identity of ids").
 */
export function idPattern(type: string): string {
  const [namespace = '', ...segments] = type.split('/');
  const group = `/${anyCase('subscriptions')}/${GUID}/${anyCase('resourceGroups')}/${NAME}`;
  const path = segments.map((segment) => `/${anyCase(segment)}/${NAME}`).join('');
  return `^${group}/${anyCase('providers')}/${anyCase(namespace)}${path}$`;
}

/** A role as a subscription names it (authorization.md). */
export const roleDefinitionId = text(
  `^/subscriptions/${GUID}/providers/Microsoft\\.Authorization/roleDefinitions/${GUID}$`,
);

function anyCase(word: string): string {
  const letters = [...word].map((letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
  return letters.map((letter) => (letter === '[..]' ? '\\.' : letter)).join('');
}
