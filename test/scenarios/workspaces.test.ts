import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { GROUP, openLab } from '../lab.ts';
import { actionsOf, blockedIn, changeAt, objectAt, planOf, sent, VERSION } from './stacks.ts';

const WORKSPACE = `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs-images`;
const AT = 'workspaces.logs-images';

function file(workspaces = 'logs-images: {}'): string {
  return `apiVersion: acrctl/v1
stack: images-prod
azure: { subscription: 00000000-0000-0000-0000-0000000000aa, resourceGroup: rg-images, location: westeurope, tags: { owner: platform } }
resourceGroups: { rg-images: {} }
workspaces: { ${workspaces} }
`;
}

const theirs: JsonObject = { location: 'northeurope', properties: { sku: { name: 'PerGB2018' } } };

describe('a workspace of the file', () => {
  it('is made with what acrctl proposes, and then nothing is left to do (2.5)', async () => {
    const lab = openLab();
    await lab.converge(file());
    expect(objectAt(lab, WORKSPACE)).toMatchObject({
      location: 'westeurope',
      tags: { owner: 'platform', 'acrctl-stack': 'images-prod', 'acrctl-address': AT },
      properties: { sku: { name: 'PerGB2018' }, retentionInDays: 30 },
    });
    expect(await planOf(lab, file())).toMatchObject({ changes: [], drift: [] });
  });

  it('is changed in the one value that the file changed, and says what a shorter retention drops', async () => {
    const lab = openLab();
    await lab.converge(file('logs-images: { retentionDays: 365, dailyQuotaGb: 5 }'));
    const shorter = file('logs-images: { retentionDays: 90, dailyQuotaGb: 5 }');
    const change = changeAt(await planOf(lab, shorter), AT);
    expect(change).toMatchObject({ actions: ['update'], paths: ['properties.retentionInDays'] });
    expect(change?.impact).toEqual(['what is older than 90 days is dropped: it was kept for 365']);
    await lab.converge(shorter);
    const uncapped = file('logs-images: { retentionDays: 90, dailyQuotaGb: unlimited }');
    expect(changeAt(await planOf(lab, uncapped), AT)).toMatchObject({
      paths: ['properties.workspaceCapping.dailyQuotaGb'],
      impact: [],
    });
    await lab.converge(uncapped);
    expect(objectAt(lab, WORKSPACE)).toMatchObject({
      properties: { retentionInDays: 90, workspaceCapping: { dailyQuotaGb: -1 } },
    });
  });

  it('that reserves a capacity keeps it, and what others set stays (I-19)', async () => {
    const lab = openLab();
    await lab.converge(file());
    await lab.request('PATCH', WORKSPACE, VERSION.workspace, {
      properties: { publicNetworkAccessForQuery: 'Disabled' },
    });
    const reserved = file('logs-images: { sku: CapacityReservation, capacityReservationLevel: 200 }');
    await lab.converge(reserved);
    expect(objectAt(lab, WORKSPACE)).toMatchObject({
      properties: {
        sku: { name: 'CapacityReservation', capacityReservationLevel: 200 },
        publicNetworkAccessForQuery: 'Disabled',
      },
    });
    expect(await planOf(lab, reserved)).toMatchObject({ changes: [], drift: [] });
  });

  it('is not deleted without an allowance; deleted, it comes back with its logs', async () => {
    const lab = openLab();
    await lab.converge(file('logs-images: { retentionDays: 120 }'));
    const before = objectAt(lab, WORKSPACE) as { properties: JsonObject };
    const gone = await planOf(lab, file(''));
    expect(blockedIn(gone)).toEqual({ [AT]: 'ACR2018' });
    expect(changeAt(gone, AT)?.impact).toEqual([expect.stringMatching(/put the entry back/)]);
    await lab.converge(file(''), { options: { allowDestroy: [AT], allowMassDestroy: null } });
    expect(objectAt(lab, WORKSPACE)).toEqual({});
    await lab.converge(file('logs-images: { retentionDays: 120 }'));
    expect((objectAt(lab, WORKSPACE) as typeof before).properties['customerId']).toBe(
      before.properties['customerId'],
    );
  });

  it('of others is read in whatever region it is, and never written (1.9)', async () => {
    const lab = openLab();
    await lab.converge(file(''));
    await lab.request('PUT', WORKSPACE, VERSION.workspace, theirs);
    lab.emulator.clearRequests();
    const existing = file('logs-images: { existing: true }');
    const plan = await planOf(lab, existing);
    expect(actionsOf(plan)).toEqual([]);
    expect(plan.diagnostics).toEqual([]);
    await lab.converge(existing);
    expect(sent(lab)).toEqual([]);
    const missing = await planOf(openLab(), existing);
    expect(missing.diagnostics.map(({ code }) => code)).toContain('ACR1307');
  });
});
