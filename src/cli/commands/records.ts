import type { Address } from '../../core/address.ts';
import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT, type ExitCode } from '../../core/errors.ts';
import type { RecordList } from '../../core/hand-out.ts';
import { domainOwners, domainsOf } from '../../features/custom-domains/compile.ts';
import { domainRecords } from '../../features/hand-out/domain-records.ts';
import { dnsForwarding } from '../../features/hand-out/forwarding.ts';
import { frontRecords } from '../../features/hand-out/front-records.ts';
import { endpointRecords } from '../../features/hand-out/records.ts';
import { frontsOf } from '../../features/public-front/names.ts';
import { forwardersText } from '../../report/forwarders-text.ts';
import type { TextOptions } from '../../report/plan-text.ts';
import { recordsCsv } from '../../report/records-csv.ts';
import { recordsText } from '../../report/records-text.ts';
import { recordsZoneFile } from '../../report/records-zone-file.ts';
import { surroundings } from '../hand-out.ts';
import type { RecordsCommandOptions } from '../options.ts';
import { printJson } from '../print.ts';
import { terminal } from '../terminal.ts';

/** Prints the DNS records that private endpoints, custom domains and fronts need, for those who keep them. Only reads. */
export async function records(
  addresses: readonly Address[],
  options: RecordsCommandOptions,
): Promise<ExitCode> {
  const format = options.json ? 'json' : options.format;
  if (options.forwarders && (format === 'bind' || format === 'csv')) throw noPlaceFor(format);
  const { stack, placed, chosen, around } = await surroundings({
    operation: 'records',
    noun: 'private endpoint, custom domain or front',
    addresses,
    options,
    entries: (registry, all) => [
      ...registry.endpoints,
      ...domainsOf(registry).map(({ domains }) => domains),
      ...frontsOf(registry, all),
    ],
  });
  const endpoints = placed.registries.flatMap((registry) =>
    registry.endpoints
      .filter((endpoint) => chosen.includes(endpoint))
      .map((endpoint) => endpointRecords(registry, endpoint, around)),
  );
  const domains = domainOwners(placed)
    .filter((owner) => chosen.includes(owner.domains))
    .map((owner) => domainRecords(owner, around));
  const fronts = placed.fronts
    .filter((front) => chosen.includes(front))
    .map((front) => frontRecords(front, around));
  const { cloud } = around;
  const forwarding = options.forwarders ? dnsForwarding(placed, domains, cloud) : undefined;
  if (format === 'json') {
    printJson({ stack, cloud, endpoints, domains, fronts, ...(forwarding && { forwarding }) });
    return EXIT.done;
  }
  const view = terminal(process.stdout, options.color);
  process.stdout.write(RENDERERS[format]({ endpoints, domains, fronts }, view));
  if (forwarding !== undefined) process.stdout.write(`\n${forwardersText(forwarding, view)}`);
  return EXIT.done;
}

type Render = (list: RecordList, view: TextOptions) => string;

const RENDERERS: Readonly<Record<Exclude<RecordsCommandOptions['format'], 'json'>, Render>> = {
  table: recordsText,
  bind: recordsZoneFile,
  csv: recordsCsv,
};

function noPlaceFor(format: string): AcrctlError {
  const detail = `--forwarders prints what to write into the configuration of DNS servers, and --format ${format} makes a file that has no place for it.`;
  const hint = 'Leave one of them out.';
  return new AcrctlError(EXIT.error, [diagnose('ACR2041', { detail, hint })]);
}
