import { textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { foreignParts } from '../../providers/azure/resources/application-gateway.ts';
import { goingId, type Scene } from './scene.ts';

/** What a change of a public front means for whoever pulls through it. */
export function frontImpact(change: Change, scene: Scene): readonly string[] {
  switch (change.type) {
    case ARM_TYPE.gateway:
      return gatewayImpact(change, scene);
    case ARM_TYPE.publicIp:
      return change.actions[0] === 'delete'
        ? [
            'the address is given back for good: whoever allows it by number, or asks an old record, meets nobody or somebody else',
          ]
        : [];
    case ARM_TYPE.firewallPolicy:
      return policyImpact(change);
    default:
      return [];
  }
}

function gatewayImpact(change: Change, { live }: Scene): readonly string[] {
  const [action] = change.actions;
  const body = live.get(foldId(goingId(change)))?.body;
  // What acrctl once wrote, or writes now, is its own; all else others put there.
  const foreign = body === undefined ? [] : foreignParts(body, change.before ?? {}, change.after ?? {});
  const theirs = enumerate(foreign);
  if (action === 'delete')
    return [
      change.actions.length === 2
        ? 'nobody pulls through the front until the new gateway runs, about 11 minutes'
        : 'nobody pulls through the front any more',
      ...(foreign.length > 0 ? [`what others put into it goes, too: ${theirs} (I-19)`] : []),
    ];
  if (action !== 'update') return [];
  return [
    'Azure changes a running gateway within minutes, and pulls go on; requests that are under way at the moment may end',
    ...(foreign.length > 0 ? [`what others put into it stays: ${theirs} (I-19)`] : []),
  ];
}

function policyImpact({ actions, before, after }: Change): readonly string[] {
  if (actions[0] !== 'update') return [];
  const [was, is] = [before, after].map((body) => textAt(body ?? undefined, MODE));
  return was === 'Prevention' && is === 'Detection'
    ? [
        'from then on nobody is kept out: countries, ranges and pushes are logged and let through (2.26, 2.27)',
      ]
    : [];
}

const MODE = 'properties.policySettings.mode';
