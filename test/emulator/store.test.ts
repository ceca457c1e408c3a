import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmulatorStore } from '../../src/emulator/store.ts';
import {
  type Arm,
  createArm,
  endpoint,
  endpointBody,
  group,
  makePrivatePath,
  network,
  networkBody,
  registry,
  registryBody,
  zone,
} from './arm.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'acrctl-emulator-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (): Arm => createArm({ store: openEmulatorStore(directory), throttle: false });

describe('a stored emulator', () => {
  it('shows a later process what an earlier one made', async () => {
    const first = open();
    await makePrivatePath(first);
    expect(open().emulator.objects()).toEqual(first.emulator.objects());
  });

  it('lets a later process end the operation that an earlier one began', async () => {
    const first = open();
    await first.make(group, { location: 'westeurope' });
    await first.make(network, networkBody);
    await first.make(registry, registryBody);
    const started = await first.put(endpoint, endpointBody());
    const second = open();
    expect((await second.finish(started)).body).toEqual({ status: 'Succeeded' });
    expect((await second.get(registry)).body.properties.privateEndpointConnections).toHaveLength(1);
  });

  it('draws other guids than the process before', async () => {
    const first = open();
    await first.make(group, { location: 'westeurope' });
    const guid = (await first.make(network, networkBody)).body.properties.resourceGuid;
    const other = (await open().make(`${network}2`, networkBody)).body.properties.resourceGuid;
    expect(other).not.toBe(guid);
  });

  it('is shared by two processes, each seeing what the other did', async () => {
    const [left, right] = [open(), open()];
    await left.make(group, { location: 'westeurope' });
    await right.make(network, networkBody);
    await left.make(registry, registryBody);
    expect((await left.get(network)).status).toBe(200);
    expect((await right.put(endpoint, endpointBody())).status).toBe(201);
    expect(left.emulator.objects()).toEqual(right.emulator.objects());
    await left.remove(registry);
    expect((await right.get(registry)).status).toBe(404);
  });

  it('forgets half a line, whose request was never answered', async () => {
    const first = open();
    await first.make(group, { location: 'westeurope' });
    appendFileSync(join(directory, 'log.jsonl'), '[{"table":"objects","key":"/subscr');
    const second = open();
    await second.make(network, networkBody);
    expect(open().emulator.objects()).toEqual(second.emulator.objects());
  });

  it('takes over the lock of a process that died', async () => {
    writeFileSync(join(directory, 'lock'), '999999999');
    expect((await open().put(group, { location: 'westeurope' })).status).toBe(201);
  });

  it('compacts a stale log, and who has it open goes on', async () => {
    const first = open();
    await first.make(group, { location: 'westeurope' });
    for (let n = 0; n < 120; n += 1)
      await first.put(group, { location: 'westeurope', tags: { n: String(n) } });
    const before = statSync(join(directory, 'log.jsonl')).size;
    const second = open();
    expect(statSync(join(directory, 'log.jsonl')).size).toBeLessThan(before / 10);
    await first.make(network, networkBody);
    expect((await second.get(network)).status).toBe(200);
    expect((await first.get(group)).body.tags).toEqual({ n: '119' });
  });

  it('writes nothing for a read', async () => {
    const arm = open();
    await arm.make(group, { location: 'westeurope' });
    const before = readFileSync(join(directory, 'log.jsonl'), 'utf8');
    await arm.get(group);
    await arm.get(zone);
    expect(readFileSync(join(directory, 'log.jsonl'), 'utf8')).toBe(before);
  });

  it('keeps its files to the owner', async () => {
    await open().make(group, { location: 'westeurope' });
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, 'log.jsonl')).mode & 0o777).toBe(0o600);
  });

  it('does not fall back behind the clock of an earlier process', async () => {
    const first = createArm({ store: openEmulatorStore(directory), latency: 'typical' });
    await first.make(group, { location: 'westeurope' });
    first.emulator.advance(3_600_000);
    await first.put(network, networkBody);
    const second = createArm({ store: openEmulatorStore(directory), latency: 'typical' });
    second.clock.move(60_000);
    expect((await second.get(network)).body.properties.provisioningState).toBe('Succeeded');
  });
});
