import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { type Lab, openLab } from '../lab.ts';
import { changeAt, planOf, SUBSCRIPTION } from './stacks.ts';

const PLAN = `${SUBSCRIPTION}/providers/Microsoft.Security/pricings/Containers`;
const AT = 'azure.defender.containers';
const VERSION = '2024-01-01';
const SCANNER = 'ContainerRegistriesVulnerabilityAssessments';

function file(defender = '{ containers: true }'): string {
  return `apiVersion: acrctl/v1
stack: images-prod
azure: { subscription: 00000000-0000-0000-0000-0000000000aa, resourceGroup: rg-images, location: westeurope, defender: ${defender} }
resourceGroups: { rg-images: {} }
`;
}

async function planIn(lab: Lab): Promise<JsonObject> {
  const { properties } = (await lab.request('GET', PLAN, VERSION)) as { properties: JsonObject };
  return properties;
}

async function extensionsIn(lab: Lab): Promise<readonly unknown[]> {
  const extensions = ((await planIn(lab))['extensions'] ?? []) as readonly JsonObject[];
  return extensions.filter((each) => each['isEnabled'] === 'True').map((each) => each['name']);
}

describe('Defender for Containers', () => {
  it('is turned on with the scanning of images, and says that it costs (2.6)', async () => {
    const lab = openLab();
    expect(changeAt(await planOf(lab, file()), AT)?.impact).toEqual([expect.stringMatching(/^costs money/)]);
    await lab.converge(file());
    expect(await planIn(lab)).toMatchObject({ pricingTier: 'Standard' });
    expect(await extensionsIn(lab)).toContain(SCANNER);
    expect(await planOf(lab, file())).toMatchObject({ changes: [], drift: [] });
  });

  it('keeps the extensions that others turned on, and turns its own on again', async () => {
    const lab = openLab();
    await lab.converge(file());
    await lab.request('PUT', PLAN, VERSION, {
      properties: {
        pricingTier: 'Standard',
        extensions: [{ name: 'AgentlessDiscoveryForKubernetes', isEnabled: 'True' }],
      },
    });
    expect(changeAt(await planOf(lab, file()), AT)).toMatchObject({ actions: ['update'] });
    await lab.converge(file());
    expect((await extensionsIn(lab)).toSorted()).toEqual(['AgentlessDiscoveryForKubernetes', SCANNER]);
    expect(await planOf(lab, file())).toMatchObject({ changes: [], drift: [] });
  });

  it('stays when the file no longer says it and when the stack goes, and is turned off only by name', async () => {
    const lab = openLab();
    await lab.converge(file());
    expect(await planOf(lab, file('{}'))).toMatchObject({ changes: [] });
    await lab.destroy(file());
    expect(await planIn(lab)).toMatchObject({ pricingTier: 'Standard' });
    const off = file('{ containers: false }');
    expect(changeAt(await planOf(lab, off), AT)?.impact).toEqual([expect.stringMatching(/^no registry/)]);
    await lab.converge(off);
    expect(await planIn(lab)).toMatchObject({ pricingTier: 'Free' });
  });
});
