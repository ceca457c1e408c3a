import { subscriptionsOf } from '../../src/cli/session.ts';
import { loadConfig } from '../../src/config/load.ts';
import { hashJson } from '../../src/core/canonical.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { Features } from '../../src/core/desired.ts';
import { cnameName, cnameRead, cnameRecord, type WantedCname } from '../../src/features/dns/cname-record.ts';
import { takenNameFaults, takenNameReads } from '../../src/features/dns/taken-names.ts';
import { features } from '../../src/features/index.ts';
import { placeEntries } from '../../src/features/placement.ts';
import { offlineRules } from '../../src/features/rules.ts';
import type { Stack } from '../lab.ts';

/** A CNAME for a host of a zone of the file, as a feature asks for it. */
export interface Cname {
  readonly zone: string;
  readonly host: string;
  readonly target: string;
  readonly ttl?: number;
}

/** The stack of a file, with what a feature that needs names in public zones adds to it: records, reads and checks. */
export function withCnames(text: string, cnames: readonly Cname[]): Stack {
  const files = [{ path: 'acrctl.yaml', text }] as const;
  const loaded = loadConfig({ files, env: {}, rules: offlineRules });
  if (!loaded.ok)
    throw new Error(loaded.diagnostics.map(({ code, detail }) => `${code} ${detail}`).join('\n'));
  const { config, hash } = loaded;
  const wanted = cnames.map((cname): WantedCname => {
    const zone = placeEntries(config).dnsZoneByKey.get(cname.zone);
    if (zone === undefined) throw new Error(`The file lists no zone ${cname.zone}.`);
    return { ...cname, zone, address: `${zone.address}.records.${cname.host.split('.')[0]}` };
  });
  const named: Features<Config> = {
    ...features,
    reads: (file, prior) => [
      ...features.reads(file, prior),
      ...wanted.map(cnameRead),
      ...takenNameReads(wanted.map(cnameName), prior),
    ],
    compile: (file, prior, live) => {
      const compiled = features.compile(file, prior, live);
      return {
        ...compiled,
        resources: [
          ...compiled.resources,
          ...wanted.map((each, index) => cnameRecord({ ...each, dependsOn: [], ...ttlOf(cnames[index]) })),
        ],
        diagnostics: [...compiled.diagnostics, ...takenNameFaults(wanted.map(cnameName), prior, live)],
      };
    },
  };
  return {
    stack: config.stack,
    config,
    // The names are no part of the file here.
    configHash: hashJson({ hash, names: cnames.map((each) => ({ ...each })) }),
    subscriptions: subscriptionsOf(config),
    features: named as Features<unknown>,
  };
}

function ttlOf(cname: Cname | undefined): { readonly ttl?: number } {
  return cname?.ttl === undefined ? {} : { ttl: cname.ttl };
}
