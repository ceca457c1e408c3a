import { type Check, passed, skipped, troubled } from '../../core/checkup.ts';
import { diagnose } from '../../core/codes.ts';
import { textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { CloudError } from '../../core/resource-type.ts';
import { enumerate, quote } from '../../core/wording.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import type { CloudName } from '../../providers/azure/clouds.ts';
import type { Subscription } from '../../providers/azure/subscription.ts';
import { readFailure } from '../read-failure.ts';

/** Where a subscription is asked for. */
export interface Asker {
  readonly cloud: CloudName;
  /** Undefined where nobody signs in. */
  readonly tenant: string | undefined;
}

/** Whether the subscription is there, may be written to, and lies in the tenant of the login. */
export function subscriptionCheck(id: string, answer: Subscription | CloudError, asker: Asker): Check {
  const about = { name: 'subscription', subscription: id } as const;
  if (answer instanceof CloudError) return unreadSubscription(id, answer, asker);
  const { name, state, tenant } = answer;
  const shown = `${quote(name)}, ${state}`;
  if (tenant !== undefined && asker.tenant !== undefined && foldId(tenant) !== foldId(asker.tenant))
    return troubled(about, `${shown}, in tenant ${tenant}`, [
      diagnose('ACR2309', {
        severity: 'warning',
        detail: `The subscription ${id} belongs to tenant ${tenant}, and the login to ${asker.tenant}: it is there as a guest, or by a delegation.`,
        hint: `If that is not meant, sign in to the other tenant:\naz login --tenant ${tenant}`,
      }),
    ]);
  if (/^enabled$/i.test(state)) return passed(about, shown);
  const isWritable = /^(?:warned|pastdue)$/i.test(state);
  return troubled(about, shown, [
    diagnose('ACR2309', {
      severity: isWritable ? 'warning' : 'error',
      detail: isWritable
        ? `The subscription ${id} is ${state}: it works, and will be disabled unless somebody pays.`
        : `The subscription ${id} is ${state}: Azure makes and changes nothing in it.`,
      hint: 'Whoever has the account of the subscription sets that right in the portal, under "Cost Management + Billing".',
    }),
  ]);
}

function unreadSubscription(id: string, error: CloudError, { cloud, tenant }: Asker): Check {
  const about = { name: 'subscription', subscription: id } as const;
  if (error.armCode === 'AuthorizationFailed')
    return skipped(about, 'the login may not look (Microsoft.Resources/subscriptions/read)');
  if (error.armCode !== 'SubscriptionNotFound')
    return troubled(about, 'cannot be read', readFailure(error).diagnostics);
  const select = cloud === 'AzureCloud' ? '' : `az cloud set --name ${cloud}\n`;
  return troubled(about, `is not to be seen in ${cloud}`, [
    diagnose('ACR2309', {
      detail: `There is no subscription ${id} in ${cloud}, or the login${tenant === undefined ? '' : `, of tenant ${tenant},`} has no role in it.`,
      hint: `Correct azure.subscription, or azure.cloud, in the file; or sign in as somebody who sees it. What a login sees:\n${select}az account list --all --output table`,
    }),
  ]);
}

/** Whether a subscription is registered for the namespaces of what the file makes. `live` has what was told of each. */
export function providersCheck(id: string, providers: readonly string[], live: LiveObjects): Check {
  const about = { name: 'providers', subscription: id } as const;
  const stateOf = (provider: string) => textAt(live.get(foldId(provider))?.body, 'registrationState');
  const untold = providers.filter((provider) => stateOf(provider) === undefined);
  const lacking = providers.filter((provider) => !['Registered', undefined].includes(stateOf(provider)));
  if (lacking.length > 0) {
    const names = lacking.map(nameOf);
    return troubled(about, `${enumerate(names)} ${names.length > 1 ? 'are' : 'is'} not registered`, [
      diagnose('ACR2310', {
        severity: 'warning',
        detail: `${lacking.map((provider) => `${nameOf(provider)} is ${stateOf(provider)}`).join('; ')}. "acrctl apply" registers what it needs, with the permission for it.`,
        hint: `To have it done before, by somebody with that permission:\n${names.map((name) => `az provider register --namespace ${name} \\\n  --subscription ${id}`).join('\n')}`,
      }),
    ]);
  }
  if (untold.length > 0)
    return skipped(about, 'the login may not look (Microsoft.Resources/subscriptions/providers/read)');
  return passed(about, `${enumerate(providers.map(nameOf))}: registered`);
}
