import { formatAddress, parseAddress } from '../../core/address.ts';
import type { DiagnosticSetting } from '../../core/config.generated.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import type { PlacedDiagnostic, PlacedEntry, PlacedWorkspace } from '../placed.ts';
import { entriesOf, named } from '../scope.ts';
import type { DiagnosticSource } from './categories.ts';

type Target = Pick<
  PlacedEntry<object>,
  'path' | 'address' | 'id' | 'subscription' | 'resourceGroup' | 'isExisting'
>;

/** The settings of an object; those of a front stand at `path`, and each of its gateways has them. */
export function placeDiagnostics(
  workspaceByKey: ReadonlyMap<string, PlacedWorkspace>,
  source: DiagnosticSource,
  target: Target,
  settings: Readonly<Record<string, DiagnosticSetting>> | undefined,
  path: readonly string[] = target.path,
): readonly PlacedDiagnostic[] {
  return entriesOf(settings).map(([key, entry]) => {
    const self = named([...path, 'diagnostics', key], entry);
    const { address, id, subscription, resourceGroup, isExisting } = target;
    return {
      ...self,
      address: formatAddress([...(parseAddress(address) ?? []), 'diagnostics', key]),
      id: `${id}/providers/${ARM_TYPE.diagnosticSetting}/${self.name}`,
      subscription,
      resourceGroup,
      source,
      target: { address, id, isExisting },
      workspace: entry.workspace === undefined ? undefined : workspaceByKey.get(entry.workspace),
    };
  });
}
