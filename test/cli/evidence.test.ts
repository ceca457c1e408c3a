import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashJson } from '../../src/core/canonical.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { AT, example } from '../scenarios/stacks.ts';
import { requireValid } from '../schemas/check.ts';
import { dnsServer, serving } from '../verify/network.ts';
import { startRegistryFront } from '../wire/registry-front.ts';
import { testAuthority } from '../wire/tls-servers.ts';
import { privateView } from '../wire/views.ts';
import { acrctl, checkReadable, emptyFolder, type Run, startAcrctl } from './acrctl.ts';

const HOST = 'contosoimages.azurecr.io';
const DATA = 'contosoimages.westeurope.data.azurecr.io';
const PROBE = { [`${AT.registry}.network.privatePathProof`]: 'probe' };

describe('evidence from a machine in the network (I-12)', () => {
  let folder: string;
  const run = (...args: string[]) => acrctl(folder, [...args, '--emulator']);
  const write = (edits: Parameters<typeof example>[0]) =>
    writeFileSync(join(folder, 'acrctl.yaml'), example({ ...PROBE, ...edits }));
  const evidence = () => JSON.parse(readFileSync(join(folder, 'evidence.json'), 'utf8')) as JsonObject;
  /** The same with a change, as acrctl itself would have written it. */
  const rewrite = (file: string, change: JsonObject) => {
    const { digest: _, ...rest } = { ...evidence(), ...change };
    writeFileSync(join(folder, file), JSON.stringify({ ...rest, digest: hashJson(rest as JsonObject) }));
  };
  beforeAll(() => {
    folder = emptyFolder();
    write({ [AT.access]: 'enabled', [AT.export]: null });
    run('apply', '--auto-approve');
  });

  async function probe(): Promise<Run> {
    const authority = testAuthority();
    const front = await serving(
      startRegistryFront({ tls: authority.right([HOST, DATA]), login: HOST, data: DATA }),
    );
    const records = { contosoimages: ['10.20.1.5'], 'contosoimages.westeurope.data': ['10.20.1.4'] };
    const dns = await dnsServer(privateView({ label: 'contosoimages', regions: ['westeurope'] }, records));
    writeFileSync(join(folder, 'ca.pem'), authority.ca);
    const way = [HOST, DATA].flatMap((host) => ['--connect', `${host}=127.0.0.1:${front.port}`]);
    const args = ['verify', '--emulator', '--resolver', dns.name, ...way, '--evidence', 'evidence.json'];
    return startAcrctl(folder, args, { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') }).ended;
  }

  it('is asked for by the plan that closes, written by verify, taken by plan, and bound into the saved plan', async () => {
    write({});
    const refused = run('plan');
    checkReadable(refused);
    expect(refused.exit).toBe(1);
    expect(refused.stdout + refused.stderr).toContain(
      'acrctl verify contosoimages --evidence evidence.json\n',
    );
    const probed = await probe();
    expect([probed.exit, /(\d+) checks? failed/.exec(probed.stdout)?.[1]]).toEqual([1, '1']);
    expect(probed.stdout).toContain('the registry is more open to the internet than the file says');
    requireValid('evidence', evidence());
    const planned = run('plan', '--evidence', 'evidence.json', '--out', 'close.plan');
    checkReadable(planned);
    expect([planned.exit, planned.stderr]).toEqual([0, '']);
    expect(planned.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /proven from inside at 20\S+Z on \S+, through hub, led by options to contosoimages\.azurecr\.io=127\.0\.0\.1:\d+/,
    );
    expect(run('apply', 'close.plan', '--evidence', 'evidence.json').stderr).toContain('ACR2024');
    const applied = run('apply', 'close.plan');
    expect([applied.exit, applied.stderr.includes('error')]).toEqual([0, false]);
  });

  it('is not taken where it is old, damaged, of another form, or not there', () => {
    const said = (file: string) => {
      const { exit, stderr } = run('plan', '--evidence', file);
      return [exit, /ACR\d+/.exec(stderr)?.[0]];
    };
    rewrite('old.json', { made: '2026-01-01T00:00:00Z' });
    expect(said('old.json')).toEqual([1, 'ACR2512']);
    writeFileSync(join(folder, 'edited.json'), JSON.stringify({ ...evidence(), stack: 'other' }));
    expect(said('edited.json')).toEqual([1, 'ACR2515']);
    rewrite('shape.json', { registries: [{ id: 1 }] });
    expect(said('shape.json')).toEqual([1, 'ACR2515']);
    writeFileSync(join(folder, 'none.json'), 'no JSON');
    expect(said('none.json')).toEqual([1, 'ACR2515']);
    expect(said('absent.json')).toEqual([1, 'ACR2515']);
  });

  it('is written whatever was found, and of a machine without a network proves nothing', () => {
    expect(run('verify', '--evidence', 'nothing.json').exit).toBe(0);
    expect(existsSync(join(folder, 'nothing.json'))).toBe(true);
    write({ [AT.access]: 'enabled', [AT.export]: true });
    expect(run('apply', '--auto-approve').exit).toBe(0);
    write({});
    const refused = run('plan', '--evidence', 'nothing.json');
    expect([refused.exit, refused.stdout + refused.stderr]).toEqual([1, expect.stringContaining('ACR2514')]);
  });
});
