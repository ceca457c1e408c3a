import { formatAddress } from '../../core/address.ts';
import type { Config } from '../../core/config.generated.ts';
import type { Resource, Review } from '../../core/desired.ts';
import { textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';

export const DEFENDER = ['azure', 'defender', 'containers'] as const;

/** A plan of Defender is there in every subscription: it is only ever brought to what the file says. */
export function compileDefender({ azure }: Config): readonly Resource[] {
  const { subscription, defender } = azure;
  if (subscription === undefined || defender?.containers === undefined) return [];
  return [
    {
      address: formatAddress(DEFENDER),
      type: ARM_TYPE.defenderPlan,
      id: `/subscriptions/${subscription}/providers/${ARM_TYPE.defenderPlan}/Containers`,
      managed: { properties: defender.containers ? SCANNING : { pricingTier: 'Free' } },
      initial: {},
      dependsOn: [],
      protect: false,
      adopt: false,
      ignore: [],
      theirs: true,
    },
  ];
}

/** Of the extensions only the one that is about registries; the others stay as they are, and none goes with Free (security.md). */
const SCANNING = {
  pricingTier: 'Standard',
  extensions: [{ name: 'ContainerRegistriesVulnerabilityAssessments', isEnabled: 'True' }],
};

export function defenderImpact(changes: readonly Change[]): Review['impact'] {
  return Object.fromEntries(
    changes
      .filter(({ type }) => type === ARM_TYPE.defenderPlan)
      .map(({ address, after }) => [
        address,
        textAt(after ?? {}, 'properties.pricingTier') === 'Free'
          ? [
              'no registry and no cluster of the subscription is watched by Defender for Containers from then on, those of others among them; undo: containers: true',
            ]
          : [
              'costs money: Defender for Containers is billed for every cluster and every image scanned in the subscription, those of others among them; acrctl turns it off only where the file says containers: false (2.6)',
            ],
      ]),
  );
}
