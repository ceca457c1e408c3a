import type { Diagnostic } from '../../core/diagnostic.ts';
import { enumerate, quote } from '../../core/wording.ts';
import { homeRegion } from '../home-region.ts';
import { type NameRule, nameFaults } from '../names.ts';
import type { PlacedRegistry, PlacedWebhook } from '../placed.ts';
import { regionOf } from '../private-link/host-names.ts';
import { faultAt, isFaulty, isWritten, type RuleInput, type Spot } from '../rule.ts';
import { entriesOf } from '../scope.ts';
import { isSecretHeader, secretInUri } from './secrecy.ts';
import { type FromVariable, fromVariables, valueIn } from './variables.ts';

/** What webhooks call, with what, and where they are. */
export const webhookRules = (input: RuleInput): readonly Diagnostic[] =>
  input.placed.registries.flatMap((registry) => [
    ...registry.webhooks.flatMap((hook) => [
      ...nameFaults(input, hook, WEBHOOK_NAME),
      ...addressFaults(input, hook),
      ...headerFaults(input, hook),
      ...openFaults(input, hook),
      ...variableFaults(input, hook),
      ...scopeFaults(input, hook),
      ...regionFaults(input, registry, hook),
    ]),
    ...countFaults(input, registry),
  ]);

/** The schema of the type (arm-types). */
const WEBHOOK_NAME: NameRule = {
  what: 'a webhook',
  pattern: /^[A-Za-z0-9]{5,50}$/,
  words: '5 to 50 letters and digits, nothing else',
};

function addressFaults(input: RuleInput, { path, address }: PlacedWebhook): Diagnostic[] {
  const written = ['serviceUri', 'serviceUriFrom'].filter((key) => isWritten(input, [...path, key]));
  if (written.length === 1) return [];
  if (written.length === 0) {
    const detail =
      'The webhook has no address to call. Write serviceUri: https://…, or serviceUriFrom: VARIABLE where the address is a secret.';
    return [faultAt(input, 'ACR1377', { path, part: 'key', address }, { detail })];
  }
  const detail =
    'A webhook calls one address, and serviceUri and serviceUriFrom give two. Take one of them out.';
  return [faultAt(input, 'ACR1377', { path: [...path, 'serviceUriFrom'], address }, { detail })];
}

/** Names of headers know no case. */
function headerFaults(input: RuleInput, { path, address, entry }: PlacedWebhook): Diagnostic[] {
  const seen = new Set<string>();
  return (['customHeaders', 'customHeadersFrom'] as const).flatMap((section) =>
    entriesOf<string>(entry[section]).flatMap(([header]) => {
      const spot: Spot = { path: [...path, section, header], part: 'key', address };
      if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(header)) {
        const detail = `${quote(header)} is no name of a header: it has letters, digits and hyphens.`;
        return [faultAt(input, 'ACR1377', spot, { detail })];
      }
      const isSecond = seen.has(header.toLowerCase());
      seen.add(header.toLowerCase());
      if (!isSecond) return [];
      const detail = `The header ${header} is there twice, and names of headers know no case. Take one of them out.`;
      return [faultAt(input, 'ACR1377', spot, { detail })];
    }),
  );
}

/** What stands in the file also stands in plans, the state and a tag. */
function openFaults(input: RuleInput, { path, address, entry }: PlacedWebhook): Diagnostic[] {
  const { serviceUri, customHeaders } = entry;
  const why = serviceUri === undefined ? undefined : secretInUri(serviceUri);
  const shown = 'It would stand in plans, in the state and in a tag of the webhook.';
  return [
    ...(why === undefined
      ? []
      : [
          faultAt(
            input,
            'ACR1378',
            { path: [...path, 'serviceUri'], address },
            {
              detail: `The address has ${why}: whoever knows it may call it in the name of the registry. ${shown} Put the address into an environment variable and write serviceUriFrom: VARIABLE.`,
            },
          ),
        ]),
    ...entriesOf(customHeaders)
      .filter(([header]) => isSecretHeader(header))
      .map(([header]) =>
        faultAt(
          input,
          'ACR1378',
          { path: [...path, 'customHeaders', header], address },
          {
            detail: `The header ${header} lets in whoever knows its value. ${shown} Put the value into an environment variable and write customHeadersFrom: { ${header}: VARIABLE }.`,
          },
        ),
      ),
  ];
}

function variableFaults(input: RuleInput, hook: PlacedWebhook): Diagnostic[] {
  return fromVariables(hook.entry).flatMap((variable) => {
    const why = unusable(hook, variable);
    if (why === undefined) return [];
    const spot: Spot = { path: [...hook.path, ...variable.key], address: hook.address };
    return [faultAt(input, 'ACR1379', spot, { detail: why })];
  });
}

/** Says nothing of the value but what is wrong with it. One that is not set is missed by what sends it. */
function unusable({ entry }: PlacedWebhook, { key, name }: FromVariable): string | undefined {
  const value = valueIn(entry, name);
  if (value === undefined || value === '') return undefined;
  if (!/^[ -~]+$/.test(value))
    return `The variable ${name} has line breaks or characters beyond ASCII, which no address and no header has.`;
  if (key[0] !== 'serviceUriFrom') return undefined;
  if (/^https?:\/\/\S+$/.test(value) && URL.canParse(value)) return undefined;
  return `The variable ${name} has no address: one begins with https:// and has no spaces.`;
}

const SCOPE =
  /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::(?:\*|[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?$/;

function scopeFaults(
  input: RuleInput,
  { path, address, entry: { scope = '' } }: PlacedWebhook,
): Diagnostic[] {
  if (scope === '' || SCOPE.test(scope)) return [];
  const spot: Spot = { path: [...path, 'scope'], address };
  const detail = `${quote(scope)} is no scope. It is a repository, with :* for all its tags or :TAG for one of them, or empty for all of the registry; there are no wildcards for repositories.`;
  const lower = scope.toLowerCase();
  return [
    faultAt(input, 'ACR1374', spot, { detail, hint: SCOPE.test(lower) ? `write ${lower}` : undefined }),
  ];
}

function regionFaults(input: RuleInput, registry: PlacedRegistry, hook: PlacedWebhook): Diagnostic[] {
  const { path, address, entry } = hook;
  const home = homeRegion(input, registry);
  const isUnknown = home === undefined || registry.replications.some((each) => isFaulty(input, each.path));
  if (entry.location === undefined || isUnknown) return [];
  const regions = [home, ...registry.replications.map(({ location }) => regionOf(location))];
  if (regions.includes(regionOf(entry.location))) return [];
  const detail = `The registry is in ${enumerate(regions)}, and only what happens there can be told. Name one of these regions, or add ${entry.location} to replications.`;
  return [faultAt(input, 'ACR1372', { path: [...path, 'location'], address }, { detail })];
}

/** containerregistry.md, "SKU matrix". */
const AT_MOST = { Basic: 2, Standard: 10, Premium: 500 } as const;

function countFaults(input: RuleInput, { path, address, entry, webhooks }: PlacedRegistry): Diagnostic[] {
  const { sku } = entry;
  if (sku === undefined || webhooks.length <= AT_MOST[sku]) return [];
  const detail = `A registry of the tier ${sku} takes ${AT_MOST[sku]} webhooks, and ${webhooks.length} are listed. Take some out, or write a higher sku.`;
  return [faultAt(input, 'ACR1373', { path: [...path, 'webhooks'], part: 'key', address }, { detail })];
}
