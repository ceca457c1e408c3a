import type { Config } from '../core/config.generated.ts';
import type { Diagnostic, Locate } from '../core/diagnostic.ts';
import { approvalsRules } from './approvals/rules.ts';
import { cachingRules } from './caching/rules.ts';
import { customDomainRules } from './custom-domains/rules.ts';
import { defenderRules } from './defender/rules.ts';
import { diagnosticsRules } from './diagnostics/rules.ts';
import { dnsRules } from './dns/rules.ts';
import { encryptionRules } from './encryption/rules.ts';
import { entryRules } from './entry-rules.ts';
import { existingRules } from './existing-rules.ts';
import { identityRules } from './identities/rules.ts';
import { type FileReader, readCertificateFiles } from './key-vaults/certificate-files.ts';
import { certificateRules } from './key-vaults/certificate-rules.ts';
import { keyVaultRules } from './key-vaults/rules.ts';
import { lockRules } from './locks/rules.ts';
import { networkRules } from './networks/rules.ts';
import { placeEntries } from './placement.ts';
import { privateDnsRules } from './private-dns/rules.ts';
import { privateLinkRules } from './private-link/rules.ts';
import { publicFrontRules } from './public-front/rules.ts';
import { registryRules } from './registry/rules.ts';
import { replicationRules } from './replications/rules.ts';
import { resourceGroupRules } from './resource-groups/rules.ts';
import { roleAssignmentRules } from './role-assignments/rules.ts';
import type { Rule } from './rule.ts';
import { stateRules } from './state-rules.ts';
import { tokenRules } from './tokens/rules.ts';
import { webhookRules } from './webhooks/rules.ts';
import { readWebhookVariables, type VariableReader } from './webhooks/variables.ts';
import { workspaceRules } from './workspaces/rules.ts';

const RULES: readonly Rule[] = [
  stateRules,
  entryRules,
  existingRules,
  resourceGroupRules,
  identityRules,
  keyVaultRules,
  certificateRules,
  networkRules,
  privateDnsRules,
  dnsRules,
  workspaceRules,
  registryRules,
  encryptionRules,
  customDomainRules,
  replicationRules,
  roleAssignmentRules,
  tokenRules,
  cachingRules,
  webhookRules,
  privateLinkRules,
  approvalsRules,
  publicFrontRules,
  diagnosticsRules,
  lockRules,
  defenderRules,
];

/** Everything that can be said of a configuration without asking Azure: all faults and warnings at once. */
export function offlineRules(
  config: Config,
  locate: Locate,
  files: readonly string[],
): readonly Diagnostic[] {
  const input = { config, placed: placeEntries(config), locate, files };
  return RULES.flatMap((rule) => rule(input));
}

/** The same once the files and variables are read that the configuration names, so that rules judge them and compilations know them. */
export function rulesWithFiles(reader: FileReader & VariableReader): typeof offlineRules {
  return (config, locate, files) => {
    readCertificateFiles(config, locate, files, reader);
    readWebhookVariables(config, reader);
    return offlineRules(config, locate, files);
  };
}
