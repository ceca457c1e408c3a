import { describe, expect, it } from 'vitest';
import { createArm, group, registry, type Seen, subscription } from './arm.ts';

const plans = `/subscriptions/${subscription}/providers/Microsoft.Security/pricings`;
const containers = `${plans}/Containers`;
const standard = (properties: Readonly<Record<string, unknown>> = {}) => ({
  properties: { pricingTier: 'standard', ...properties },
});

function codeOf({ status, body: { error } }: Seen): string {
  return `${status} ${error.code}`;
}

describe('the plans of Defender for Cloud', () => {
  it('are there from the beginning, free and unstored', async () => {
    const arm = createArm();
    const listed = (await arm.get(plans)).body.value;
    expect(listed).toHaveLength(16);
    expect((await arm.get(containers)).body).toEqual({
      id: containers,
      name: 'Containers',
      type: 'Microsoft.Security/pricings',
      properties: {
        pricingTier: 'Free',
        freeTrialRemainingTime: 'PT0S',
        enforce: 'False',
        resourcesCoverageStatus: 'NotCovered',
      },
    });
    expect(listed).toContainEqual((await arm.get(containers)).body);
    expect((await arm.get(`${plans}/ContainerRegistry`)).body.properties).toMatchObject({
      deprecated: true,
      replacedBy: ['Containers'],
    });
    expect(arm.emulator.objects()).toEqual({});
  });

  it('are turned on with their extensions, and off again', async () => {
    const arm = createArm();
    const extensions = [{ name: 'ContainerRegistriesVulnerabilityAssessments', isEnabled: 'True' }];
    const on = await arm.put(containers.toLowerCase(), standard({ extensions }));
    const operationStatus = { code: 'Succeeded', message: 'Successfully enabled extension' };
    expect(on).toMatchObject({
      status: 200,
      body: {
        id: containers,
        properties: { pricingTier: 'Standard', resourcesCoverageStatus: 'FullyCovered' },
      },
    });
    expect(on.body.properties.extensions[0]).toEqual({ ...extensions[0], operationStatus });
    const read = (await arm.get(containers)).body.properties;
    expect(read.extensions).toEqual([
      extensions[0],
      { name: 'AgentlessDiscoveryForKubernetes', isEnabled: 'False' },
      { name: 'AgentlessVmScanning', isEnabled: 'False' },
      { name: 'ContainerSensor', isEnabled: 'False' },
    ]);
    arm.clock.move(60_000);
    const again = (await arm.put(containers, standard({ extensions }))).body.properties;
    expect(again).toEqual(read);
    expect((await arm.get(plans)).body.value).toHaveLength(16);
    const off = await arm.put(containers, { properties: { pricingTier: 'free' } });
    expect(off.body.properties).toEqual({
      pricingTier: 'Free',
      freeTrialRemainingTime: 'PT0S',
      enforce: 'False',
      resourcesCoverageStatus: 'NotCovered',
    });
  });

  it('show in an older version what that has', async () => {
    const arm = createArm();
    const url = `https://management.azure.com${plans}/VirtualMachines?api-version=2023-01-01`;
    const on = (await arm.send('PUT', url, standard())).body.properties;
    expect(on).toEqual({
      enablementTime: expect.stringMatching(/^2026-03-01T.*Z$/),
      subPlan: 'P2',
      pricingTier: 'Standard',
      freeTrialRemainingTime: 'PT0S',
    });
  });

  it.each([
    ['no tier', { properties: {} }],
    ['another tier', { properties: { pricingTier: 'Premium' } }],
    [
      'extensions of nothing',
      { properties: { pricingTier: 'Free', extensions: [{ name: 'ContainerSensor', isEnabled: 'True' }] } },
    ],
    [
      'an extension of another plan',
      standard({ extensions: [{ name: 'SensitiveDataDiscovery', isEnabled: 'True' }] }),
    ],
    [
      'a switch that is neither on nor off',
      standard({ extensions: [{ name: 'ContainerSensor', isEnabled: 'yes' }] }),
    ],
    ['an extension without a name', standard({ extensions: [{ isEnabled: 'True' }] })],
  ])('are refused with %s', async (_, body) => {
    const arm = createArm();
    expect(codeOf(await arm.put(containers, body))).toBe('400 BadRequest');
    expect((await arm.get(containers)).body.properties.pricingTier).toBe('Free');
  });

  it('are those and no others, of a subscription and nothing in it, and not deleted', async () => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    expect(codeOf(await arm.get(`${plans}/Everything`))).toBe('404 ResourceNotFound');
    expect(codeOf(await arm.put(`${plans}/Everything`, standard()))).toBe('400 BadRequest');
    expect(codeOf(await arm.remove(containers))).toBe('501 EmulatorNotImplemented');
    const below = `${registry}/providers/Microsoft.Security/pricings/Containers`;
    expect(codeOf(await arm.get(below))).toBe('501 EmulatorNotImplemented');
  });

  it('need permissions, and are kept by a lock of the subscription', async () => {
    const arm = createArm();
    const lock = `/subscriptions/${subscription}/providers/Microsoft.Authorization/locks/keep`;
    await arm.put(lock, { properties: { level: 'ReadOnly' } });
    expect(codeOf(await arm.put(containers, standard()))).toBe('409 ScopeLocked');
    arm.emulator.setPermissions([{ scope: '/', actions: ['*/read'] }]);
    expect(codeOf(await arm.put(containers, standard()))).toBe('403 AuthorizationFailed');
  });
});
