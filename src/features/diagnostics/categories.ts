import { ARM_TYPE } from '../../providers/azure/arm-types.ts';

/** What can have diagnostics: the ARM type, and what a reader calls it. */
export type DiagnosticSource = 'registry' | 'vault' | 'gateway';

interface Logs {
  readonly what: string;
  readonly type: string;
  readonly categories: readonly string[];
  /** Names that stand for several categories, also for those that Azure adds later. */
  readonly groups: readonly string[];
}

/** The logs that Azure has of each, as monitor.md lists them; the only metric category of all three is `AllMetrics`. */
export const LOGS: Readonly<Record<DiagnosticSource, Logs>> = {
  registry: {
    what: 'a registry',
    type: ARM_TYPE.registry,
    categories: ['ContainerRegistryLoginEvents', 'ContainerRegistryRepositoryEvents'],
    groups: ['allLogs', 'audit'],
  },
  vault: {
    what: 'a key vault',
    type: ARM_TYPE.vault,
    categories: ['AuditEvent', 'AzurePolicyEvaluationDetails'],
    groups: ['allLogs', 'audit'],
  },
  gateway: {
    what: 'an application gateway',
    type: ARM_TYPE.gateway,
    categories: [
      'ApplicationGatewayAccessLog',
      'ApplicationGatewayFirewallLog',
      'ApplicationGatewayPerformanceLog',
    ],
    groups: ['allLogs'],
  },
};

/** True for a name that stands for several categories, of whatever it is said. */
export function isGroup(name: string): boolean {
  return name === 'allLogs' || name === 'audit';
}
