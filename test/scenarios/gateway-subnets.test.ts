import { expect, it } from 'vitest';
import { GROUP, type Lab, openLab } from '../lab.ts';
import { AT, ID, withFront } from './fronts.ts';
import { planOf, VERSION } from './stacks.ts';

const WITHOUT = { publicFronts: null } as const;

/** The example before it gets its front. */
async function before(): Promise<Lab> {
  const lab = openLab();
  await lab.converge(withFront(WITHOUT));
  return lab;
}

async function putMachine(lab: Lab): Promise<void> {
  const properties = { ipConfigurations: [{ name: 'first', properties: { subnet: { id: ID.subnet } } }] };
  const nic = `${GROUP}/providers/Microsoft.Network/networkInterfaces/vm-nic`;
  await lab.request('PUT', nic, VERSION.network, { location: 'westeurope', properties });
}

/** What keeps the plan from being applied, and that nothing was sent. */
async function refusals(lab: Lab, text = withFront()): Promise<readonly string[]> {
  const { diagnostics } = await planOf(lab, text);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    lab.emulator.clearRequests();
    expect([(await lab.apply(text)).kind, lab.writes()]).toEqual(['invalid', []]);
  }
  return errors.map(({ code, address, detail }) => `${code} ${address}: ${detail}`);
}

it('a gateway comes into no subnet in which something else lies (2.11)', async () => {
  const lab = await before();
  await putMachine(lab);
  expect(await refusals(lab)).toEqual([
    expect.stringMatching(
      /^ACR1349 networks\.vnet-hub\.subnets\.gateway: .*networkInterfaces\/vm-nic lies in it: publicFronts\.images\.regions\.westeurope cannot\.$/i,
    ),
  ]);
});

it('nor into one that is delegated (2.11)', async () => {
  const lab = await before();
  const delegations = [{ name: 'web', properties: { serviceName: 'Microsoft.Web/serverFarms' } }];
  await lab.request('PUT', ID.subnet, VERSION.network, {
    properties: { addressPrefix: '10.20.2.0/24', delegations },
  });
  expect(await refusals(lab)).toEqual([
    expect.stringMatching(/^ACR1315 networks\.vnet-hub\.subnets\.gateway: .*Microsoft\.Web\/serverFarms/),
  ]);
});

it('but beside other gateways, and it stays where it is', async () => {
  const lab = openLab();
  await lab.converge(withFront());
  expect(await refusals(lab)).toEqual([]);
  const renamed = withFront().replace(/^(publicFronts:\n +)images:/m, '$1second:');
  expect(renamed).toContain('second:');
  expect(await refusals(lab, renamed)).toEqual([]);
});

it('a private endpoint comes into no subnet in which a gateway lies (2.11)', async () => {
  const lab = openLab();
  await lab.converge(withFront());
  const second = { subnet: 'vnet-hub/gateway', dns: { manage: 'external' } };
  const edits = { ...WITHOUT, [`${AT.registry}.network.privateEndpoints.second`]: second };
  const { diagnostics } = await planOf(lab, withFront(edits));
  expect(diagnostics).toContainEqual(
    expect.objectContaining({
      code: 'ACR1349',
      detail: expect.stringMatching(
        /applicationGateways\/images-westeurope-agw lies in it, and registries\.contosoimages\.network\.privateEndpoints\.second cannot\.$/,
      ),
    }),
  );
});
