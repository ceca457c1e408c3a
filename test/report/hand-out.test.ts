import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ApplicationRule,
  type FirewallPolicyFilterRuleCollection,
  NetworkManagementClient,
} from '@azure/arm-network';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { beforeAll, describe, expect, it } from 'vitest';
import { allowListAks } from '../../src/report/allow-list-aks.ts';
import { allowListAzureFirewall } from '../../src/report/allow-list-azure-firewall.ts';
import { allowListSquid } from '../../src/report/allow-list-squid.ts';
import { allowListText } from '../../src/report/allow-list-text.ts';
import { forwardersText } from '../../src/report/forwarders-text.ts';
import { recordsCsv } from '../../src/report/records-csv.ts';
import { recordsText } from '../../src/report/records-text.ts';
import { recordsZoneFile } from '../../src/report/records-zone-file.ts';
import { PLAIN } from '../../src/report/style.ts';
import { emptyFolder } from '../cli/acrctl.ts';
import { credential } from '../contract/sdk/client.ts';
import { configurationOf, EXAMPLES } from '../examples.ts';
import { type Lab, openLab } from '../lab.ts';
import { type HandedOut, handedOut } from '../scenarios/handed-out.ts';
import { edited, example, OPEN } from '../scenarios/stacks.ts';
import { readCsv, readSquid, readZoneFile } from './list-readers.ts';

const VIEW = { width: 80, style: PLAIN };
const FORWARDING = {
  domain: 'azurecr.io',
  target: '168.63.129.16',
  aliases: [],
  servers: [{ network: 'networks.vnet-hub', addresses: ['10.20.0.4', '10.20.0.5'] }],
};

/** Two regions, an endpoint in each, a replica that the file no longer has, and a registry that is open to all. */
let lists: HandedOut;
/** The same before anything was made. */
let predicted: HandedOut;
/** Registries with data endpoints on and off. */
let open: HandedOut;

beforeAll(async () => {
  const geo = EXAMPLES.find(({ name }) => name === 'geo-replicated');
  if (geo === undefined) throw new Error('There is such an example.');
  const [file] = configurationOf(geo);
  const without = edited(file.text, { 'registries.contosoimages.replications': null });
  const lab: Lab = openLab();
  predicted = await handedOut(lab, [file]);
  await lab.converge([file]);
  lists = await handedOut(lab, without);
  open = await handedOut(openLab(), example({ ...OPEN, 'registries.contosopublic': PUBLIC }));
});

const PUBLIC = { sku: 'Premium', network: { publicAccess: 'enabled', dataEndpoints: true } };

describe('the table of records', () => {
  it('fits 80 columns, one for each endpoint (1.58, 1.61)', () => {
    expect(recordsText(lists, VIEW)).toMatchInlineSnapshot(`
      "registries.contosoimages.network.privateEndpoints.neu
        network     networks.vnet-neu
        zone        privatelink.azurecr.io, for all of them: none for a region
        kept by     Azure, by a zone group (dns.manage: zoneGroup)

        name in the zone                TTL  address
        contosoimages                    10  10.30.1.6
          for contosoimages.azurecr.io
        contosoimages.westeurope.data    10  10.30.1.5
          for contosoimages.westeurope.data.azurecr.io
        contosoimages.northeurope.data   10  10.30.1.4
          for contosoimages.northeurope.data.azurecr.io
          goes with the next apply, and is needed until then

      registries.contosoimages.network.privateEndpoints.weu
        network     networks.vnet-weu
        zone        privatelink.azurecr.io, for all of them: none for a region
        kept by     Azure, by a zone group (dns.manage: zoneGroup)

        name in the zone                TTL  address
        contosoimages                    10  10.20.1.6
          for contosoimages.azurecr.io
        contosoimages.westeurope.data    10  10.20.1.5
          for contosoimages.westeurope.data.azurecr.io
        contosoimages.northeurope.data   10  10.20.1.4
          for contosoimages.northeurope.data.azurecr.io
          goes with the next apply, and is needed until then

      The names of registries.contosoimages have other addresses in each of its 2
      endpoints: keep a zone for each, never two in one (1.58).
      Clients go on asking for the names behind "for": the certificate does not cover
      those in privatelink.azurecr.io.
      6 records, every address known.
      "
    `);
  });
});

describe('the lines for a zone file', () => {
  it('are the records of each endpoint apart (1.58, 1.59)', () => {
    for (const endpoint of lists.endpoints) {
      expect(readZoneFile(recordsZoneFile({ endpoints: [endpoint], domains: [], fronts: [] }))).toEqual(
        endpoint.records.map(({ name, ttl, address }) => ({
          name: `${name}.${endpoint.zone}`,
          ttl,
          address,
        })),
      );
    }
    expect(recordsZoneFile(lists).split('$ORIGIN')).toHaveLength(3);
  });

  it('leave out what has no address yet, and say so', () => {
    expect(readZoneFile(recordsZoneFile(predicted))).toEqual([]);
    expect(recordsZoneFile(predicted)).toContain('; contosoimages.azurecr.io: contosoimages 10 IN A');
  });

  it.skipIf(!isInstalled('named-checkzone', '-v'))('are taken by BIND', () => {
    for (const endpoint of lists.endpoints) {
      const head =
        '$TTL 3600\n@ IN SOA ns.example.org. admin.example.org. 1 3600 600 86400 10\n@ IN NS ns.example.org.\n';
      const file = fileOf(head + recordsZoneFile({ endpoints: [endpoint], domains: [], fronts: [] }));
      const run = judgedBy('named-checkzone', ['-D', '-q', endpoint.zone, file]);
      expect([run.status, run.stderr]).toEqual([0, '']);
      const printed = run.stdout.split('\n').map((line) => line.trim().split(/\s+/).join(' '));
      for (const { name, address } of endpoint.records)
        expect(printed).toContain(`${name}.${endpoint.zone}. 10 IN A ${address}`);
    }
  });
});

describe('the records as CSV', () => {
  it('have a row each, whatever is in them', () => {
    const rows = readCsv(recordsCsv(lists));
    expect(rows).toHaveLength(6);
    expect(rows[0]).toEqual({
      host: 'contosoimages.azurecr.io',
      zone: 'privatelink.azurecr.io',
      name: 'contosoimages',
      type: 'A',
      ttl: '10',
      address: '10.30.1.6',
      target: '',
      leaving: 'no',
      entry: 'registries.contosoimages.network.privateEndpoints.neu',
      network: 'networks.vnet-neu',
    });
    const [endpoint] = lists.endpoints;
    if (endpoint === undefined) throw new Error('There is one.');
    const odd = { ...endpoint, network: 'networks["a,b"]', address: '=cmd|x' };
    expect(readCsv(recordsCsv({ endpoints: [odd], domains: [], fronts: [] }))[0]).toMatchObject({
      network: 'networks["a,b"]',
      entry: "'=cmd|x",
    });
  });

  it('leave the address empty while there is none', () => {
    expect(readCsv(recordsCsv(predicted)).map(({ address }) => address)).toEqual(Array(6).fill(''));
  });
});

describe('what to forward', () => {
  it('is the public suffix, to an address of which it is said where it answers (1.57, lessons 39)', () => {
    expect(forwardersText(FORWARDING, VIEW)).toMatchInlineSnapshot(`
      "DNS servers of your own see records in private DNS zones of Azure once they
      forward azurecr.io to 168.63.129.16: the public suffix and not the zone, since
      clients ask for public names. Servers that hold the records themselves
      (dns.manage: external) need none of this.
      The file gives networks.vnet-hub the servers 10.20.0.4, 10.20.0.5.
      168.63.129.16 answers only inside Azure networks, and by the zones that are
      linked to the network it is asked from: the server that forwards must stand in a
      linked one. A server elsewhere, so one on premises, forwards to that server, or
      to the inbound endpoint of an Azure DNS Private Resolver.

      BIND (named.conf)
        zone "azurecr.io" {
          type forward;
          forward only;
          forwarders { 168.63.129.16; };
        };

      dnsmasq (rebind-domain-ok for --stop-dns-rebind, which drops private answers)
        server=/azurecr.io/168.63.129.16
        rebind-domain-ok=/azurecr.io/

      Windows DNS Server (PowerShell)
        Add-DnsServerConditionalForwarderZone -Name "azurecr.io" \`
          -MasterServers 168.63.129.16

      CoreDNS (Corefile)
        azurecr.io:53 {
          errors
          cache 10
          forward . 168.63.129.16
        }
      "
    `);
  });

  it.skipIf(!isInstalled('named-checkconf', '-v'))('is taken by BIND', () => {
    const run = judgedBy('named-checkconf', ['-p', fileOf(snippet('BIND'))]);
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('168.63.129.16');
  });

  it.skipIf(!isInstalled('dnsmasq', '--version'))('is taken by dnsmasq', () => {
    const run = judgedBy('dnsmasq', ['--test', `--conf-file=${fileOf(snippet('dnsmasq'))}`]);
    expect(run.status).toBe(0);
  });
});

/** The lines below a heading. */
function snippet(heading: string): string {
  const parts = forwardersText(FORWARDING, VIEW).split('\n\n');
  return `${parts.find((part) => part.startsWith(heading))?.replace(/^.*\n/, '') ?? ''}\n`;
}

describe('the allow list', () => {
  it('says of each host what it is for, and what it means when login works and a pull fails (1.65, 1.69)', () => {
    expect(allowListText(lists.list, VIEW)).toMatchInlineSnapshot(`
      "# What clients of these registries must reach, all of it over HTTPS (TCP 443).
      # Where login works and a pull fails at its first layer, a data endpoint is
      # missing here: login and manifests need the host of the registry alone, layers
      # those of all its regions (1.69).
      # Where a pull works and a push fails, allow *.blob.core.windows.net as well: a
      # push went there in spite of data endpoints, as was reported once
      # (azure-sdk-for-python 45744).

      # Microsoft Entra, for "az acr login" with any identity
      login.microsoftonline.com

      # Azure Resource Manager, in which "az acr login" looks the registry up
      management.azure.com

      # named by Microsoft, for the download of certificates
      azurecr.io

      # registries.contosoimages: login, manifests, and what is pushed
      contosoimages.azurecr.io

      # registries.contosoimages: layers, one host a region, all of them needed
      contosoimages.westeurope.data.azurecr.io

      # registries.contosoimages: layers, one host a region, all of them needed; until
      # the next apply only
      contosoimages.northeurope.data.azurecr.io

      # the same hosts privately, by
      # registries.contosoimages.network.privateEndpoints.neu in networks.vnet-neu
      10.30.1.6
      10.30.1.5
      10.30.1.4

      # the same hosts privately, by
      # registries.contosoimages.network.privateEndpoints.weu in networks.vnet-weu
      10.20.1.6
      10.20.1.5
      10.20.1.4
      "
    `);
  });

  it('is a host or an address a line once its comments are gone (1.66)', () => {
    const lines = allowListText(open.list, VIEW)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines).toEqual([
      'login.microsoftonline.com',
      'management.azure.com',
      'azurecr.io',
      'contosoimages.azurecr.io',
      'contosoimages.westeurope.data.azurecr.io',
      'contosopublic.azurecr.io',
      'contosopublic.westeurope.data.azurecr.io',
    ]);
  });
});

describe('the rules for Azure Firewall', () => {
  it("are read and written by Microsoft's client with nothing lost (1.65)", async () => {
    const text = allowListAzureFirewall(lists.list);
    const sent: unknown[] = [];
    const httpClient: HttpClient = {
      sendRequest: async (request) => {
        if (request.method === 'PUT') sent.push(JSON.parse(String(request.body)));
        return { request, status: 200, headers: createHttpHeaders(), bodyAsText: text };
      },
    };
    const client = new NetworkManagementClient(credential, SUBSCRIPTION, { httpClient });
    const groups = client.firewallPolicyRuleCollectionGroups;
    const group = await groups.get('rg-hub', 'policy', 'registries');
    await groups.beginCreateOrUpdateAndWait('rg-hub', 'policy', 'registries', group);
    expect(sent).toEqual([JSON.parse(text)]);
    const [collection] = group.ruleCollections as FirewallPolicyFilterRuleCollection[];
    const rules = collection?.rules as ApplicationRule[];
    expect(rules.map(({ targetFqdns }) => targetFqdns)).toEqual([
      ['login.microsoftonline.com', 'management.azure.com', 'azurecr.io'],
      [
        'contosoimages.azurecr.io',
        'contosoimages.westeurope.data.azurecr.io',
        'contosoimages.northeurope.data.azurecr.io',
      ],
    ]);
  });
});

const SUBSCRIPTION = '00000000-0000-0000-0000-0000000000aa';

describe('the hosts for AKS', () => {
  it('are those with a private address, each in full: AKS takes no wildcard there (1.68)', () => {
    expect(JSON.parse(allowListAks(lists.list))).toEqual({
      noProxy: [
        'contosoimages.azurecr.io',
        'contosoimages.westeurope.data.azurecr.io',
        'contosoimages.northeurope.data.azurecr.io',
      ],
    });
    expect(JSON.parse(allowListAks(open.list))).toEqual({ noProxy: [] });
  });
});

describe('the lines for Squid', () => {
  it('name each host once (1.65)', () => {
    const twice = { ...open.list, registries: [...open.list.registries, ...open.list.registries] };
    expect(readSquid(allowListSquid(twice))).toEqual(readSquid(allowListSquid(open.list)));
    expect(readSquid(allowListSquid(open.list))).toContain('contosopublic.westeurope.data.azurecr.io');
  });

  it.skipIf(!isInstalled('squid', '--version'))('are taken by Squid', () => {
    const file = fileOf(`http_port 3128\n${allowListSquid(open.list)}http_access deny all\n`);
    const run = judgedBy('squid', ['-k', 'parse', '-f', file]);
    expect([run.status, run.stderr.match(/^.*(ERROR|WARNING|FATAL).*$/gm)]).toEqual([0, null]);
  });
});

const folder = emptyFolder();
let files = 0;

function fileOf(text: string): string {
  files += 1;
  const path = join(folder, `file-${files}`);
  writeFileSync(path, text);
  return path;
}

/** What a program says of a file. */
function judgedBy(program: string, args: readonly string[]) {
  return spawnSync(program, args, { encoding: 'utf8' });
}

function isInstalled(command: string, flag: string): boolean {
  return spawnSync(command, [flag]).error === undefined;
}
