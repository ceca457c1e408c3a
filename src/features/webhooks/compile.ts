import { createHash } from 'node:crypto';
import type { Resource } from '../../core/desired.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { CALLBACK_TAG } from '../../providers/azure/resources/webhook.ts';
import { entryResource } from '../entry-resource.ts';
import { madeHere, type Placed, type PlacedRegistry, type PlacedWebhook } from '../placed.ts';
import { regionOf } from '../private-link/host-names.ts';
import { entriesOf } from '../scope.ts';
import { WEBHOOK_ACTIONS } from './actions.ts';
import { WEBHOOK_DEFAULTS } from './schema.ts';
import { fromVariables, valueFor } from './variables.ts';

export function compileWebhooks({ registries }: Placed): readonly Resource[] {
  return registries.flatMap((registry) => registry.webhooks.map((hook) => webhookResource(registry, hook)));
}

/** In a region of a replica it waits for that. */
function webhookResource(registry: PlacedRegistry, hook: PlacedWebhook): Resource {
  const { serviceUri, customHeaders, actions, scope, enabled } = hook.entry;
  const replica = registry.replications.find((each) => regionOf(each.location) === regionOf(hook.location));
  const status = (isEnabled: boolean) => ({ status: isEnabled ? 'enabled' : 'disabled' });
  return {
    ...entryResource(hook, {
      type: ARM_TYPE.webhook,
      managed: {
        location: hook.location,
        tags: { ...hook.tags, [CALLBACK_TAG]: callbackText(hook) },
        properties: {
          ...(serviceUri !== undefined && { serviceUri }),
          ...(customHeaders !== undefined && { customHeaders }),
          actions: actions.map((action) => WEBHOOK_ACTIONS[action]),
          ...(scope !== undefined && { scope }),
          ...(enabled !== undefined && status(enabled)),
        },
      },
      initial: { properties: { scope: WEBHOOK_DEFAULTS.scope, ...status(WEBHOOK_DEFAULTS.enabled) } },
      dependsOn: [...madeHere(registry), ...(replica === undefined ? [] : madeHere(replica))],
    }),
    secrets: fromVariables(hook.entry).map(({ path, name }) => ({
      path,
      make: async () => ({ value: valueFor(hook.entry, name) }),
    })),
  };
}

/** What is called and with which headers, without what variables hold. A tag has 256 characters. */
function callbackText({ entry }: PlacedWebhook): string {
  const { serviceUri, serviceUriFrom, customHeaders, customHeadersFrom, version } = entry;
  const text = [
    serviceUri ?? `from ${serviceUriFrom ?? ''}`,
    ...entriesOf(customHeaders).map(([header, value]) => `${header}: ${value}`),
    ...entriesOf(customHeadersFrom).map(([header, name]) => `${header} from ${name}`),
    `version ${version ?? WEBHOOK_DEFAULTS.version}`,
  ].join('; ');
  return text.length <= 256 ? text : `sha256 ${createHash('sha256').update(text).digest('hex')}`;
}
