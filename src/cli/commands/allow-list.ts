import type { Address } from '../../core/address.ts';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import type { AllowList } from '../../core/hand-out.ts';
import { allowList as makeAllowList } from '../../features/hand-out/allow-list.ts';
import { allowListAks } from '../../report/allow-list-aks.ts';
import { allowListAzureFirewall } from '../../report/allow-list-azure-firewall.ts';
import { allowListSquid } from '../../report/allow-list-squid.ts';
import { allowListText } from '../../report/allow-list-text.ts';
import { wrap } from '../../report/layout.ts';
import type { TextOptions } from '../../report/plan-text.ts';
import { surroundings } from '../hand-out.ts';
import type { AllowListCommandOptions } from '../options.ts';
import { printJson } from '../print.ts';
import { terminal } from '../terminal.ts';

type Format = Exclude<AllowListCommandOptions['format'], 'json'>;

/** Prints what the firewalls and proxies of clients must allow, for those who keep them. Only reads. */
export async function allowList(
  addresses: readonly Address[],
  options: AllowListCommandOptions,
): Promise<ExitCode> {
  const format = options.json ? 'json' : options.format;
  const { stack, placed, chosen, around } = await surroundings({
    operation: 'allow-list',
    noun: 'registry',
    addresses,
    options,
    entries: (registry) => [registry],
  });
  const list = makeAllowList(chosen, placed, around);
  if (format === 'json') {
    printJson({ stack, cloud: around.cloud, ...list });
    return EXIT.done;
  }
  process.stdout.write(RENDERERS[format](list, terminal(process.stdout, options.color)));
  const note = noteOn(format, list);
  const { width, style } = terminal(process.stderr, options.color);
  if (note !== undefined) process.stderr.write(`${wrap(note, width).map(style.dim).join('\n')}\n`);
  return EXIT.done;
}

const RENDERERS: Readonly<Record<Format, (list: AllowList, view: TextOptions) => string>> = {
  text: allowListText,
  azureFirewall: allowListAzureFirewall,
  aks: allowListAks,
  squid: allowListSquid,
};

/** What the file itself has no place for. */
function noteOn(format: Format, { registries }: AllowList): string | undefined {
  if (format === 'azureFirewall')
    return 'The body of a rule collection group, for "az rest --method put" or a template. Set the priorities to those that are free, and sourceAddresses to the networks of your clients: now they are everybody.';
  if (format !== 'aks') return undefined;
  const isPrivate = registries.some(({ endpoints }) => endpoints.length > 0);
  return isPrivate
    ? 'Part of the file for --http-proxy-config: add httpProxy, httpsProxy and what else must not be proxied.'
    : 'None of the registries has a private endpoint: clusters reach them through the proxy, which must allow what "acrctl allow-list" prints.';
}
