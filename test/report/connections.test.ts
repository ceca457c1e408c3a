import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Connection, RegistryConnections } from '../../src/core/connections.ts';
import { connectionsText } from '../../src/report/connections-text.ts';
import { COLOURED, PLAIN } from '../../src/report/style.ts';
import { theirEndpoint } from '../scenarios/listed-connections.ts';
import { AT, ID } from '../scenarios/stacks.ts';

const VIEW = { width: 80, style: PLAIN };

/** `contosoimages.526c…`, its end being the number. */
function connection(number: number, status: string, more: Partial<Connection> = {}): Connection {
  const name = `contosoimages.526c220babd161c0712a7fa34a653cc${number}`;
  return {
    ...{ id: `${ID.registry}/privateEndpointConnections/${name}`, name, status, description: null },
    ...{ endpoint: theirEndpoint(`pe-${number}`), own: null, rules: [], next: null },
    ...more,
  };
}

function registry(...connections: readonly Connection[]): RegistryConnections {
  return { address: AT.registry, id: ID.registry, exists: true, connections, proposal: null };
}

const rule = (key: string, decision: 'approve' | 'reject') => ({
  address: `${AT.registry}.network.approvals.${key}`,
  decision,
});

it('says of each connection what comes of it, and how to be rid of those whose endpoint is gone (1.53, 1.54)', () => {
  const own = { address: AT.endpoint, leaving: false };
  const leaving = { address: `${AT.endpoint}2`, leaving: true };
  const text = connectionsText(
    [
      registry(
        connection(1, 'Pending', { rules: [rule('build', 'approve')], next: 'Approved' }),
        connection(2, 'Approved', { rules: [rule('closed', 'reject')], next: 'Rejected' }),
        connection(3, 'Rejected', { rules: [rule('build', 'approve')], description: 'not yours' }),
        connection(4, 'Pending', { rules: [rule('build', 'approve'), rule('closed', 'reject')] }),
        connection(5, 'Approved'),
        connection(6, 'Disconnected', { endpoint: null }),
        connection(7, 'Pending', { endpoint: ID.endpoint, own }),
        connection(8, 'Pending', { endpoint: `${ID.endpoint}2`, own: leaving }),
      ),
    ],
    VIEW,
  );
  expect(text).toMatchInlineSnapshot(`
    "registries.contosoimages
      Pending       contosoimages.526c220babd161c0712a7fa34a653cc1
        endpoint    pe-1 in rg-build of 00000000-0000-0000-0000-0000000000bb
        rule        approvals.build says approve: Approved with the next apply
      Approved      contosoimages.526c220babd161c0712a7fa34a653cc2
        endpoint    pe-2 in rg-build of 00000000-0000-0000-0000-0000000000bb
        rule        approvals.closed says reject: Rejected with the next apply
      Rejected      contosoimages.526c220babd161c0712a7fa34a653cc3
        endpoint    pe-3 in rg-build of 00000000-0000-0000-0000-0000000000bb
        rule        approvals.build says approve, in vain: once rejected, the
                    endpoint has to be made again by its owner
        message     not yours
      Pending       contosoimages.526c220babd161c0712a7fa34a653cc4
        endpoint    pe-4 in rg-build of 00000000-0000-0000-0000-0000000000bb
        rule        approvals.build says approve, approvals.closed says reject:
                    every plan is an error until they agree
      Approved      contosoimages.526c220babd161c0712a7fa34a653cc5
        endpoint    pe-5 in rg-build of 00000000-0000-0000-0000-0000000000bb
        rule        none: it stays as it is
      Disconnected  contosoimages.526c220babd161c0712a7fa34a653cc6
        endpoint    not told by Azure any more
        rule        none: it stays as it is
      Pending       contosoimages.526c220babd161c0712a7fa34a653cc7
        endpoint    contosoimages-hub in rg-images of
                    00000000-0000-0000-0000-0000000000aa
        ours        registries.contosoimages.network.privateEndpoints.hub
        waits for   the owner of registry contosoimages in rg-images of
                    00000000-0000-0000-0000-0000000000aa to approve it
      Pending       contosoimages.526c220babd161c0712a7fa34a653cc8
        endpoint    contosoimages-hub2 in rg-images of
                    00000000-0000-0000-0000-0000000000aa
        ours        registries.contosoimages.network.privateEndpoints.hub2, which
                    goes with the next apply

    acrctl deletes no connection of others. What does, for those whose endpoint is
    gone:
      az acr private-endpoint-connection delete \\
        --subscription 00000000-0000-0000-0000-0000000000aa \\
        --registry-name contosoimages \\
        --name contosoimages.526c220babd161c0712a7fa34a653cc6

    8 connections: 2 Approved, 1 Disconnected, 4 Pending and 1 Rejected.
    "
  `);
});

it('names no command for a connection whose name a shell would not take as it is', () => {
  const text = connectionsText([registry({ ...connection(1, 'Disconnected'), name: 'a;rm' })], VIEW);
  expect(text).not.toContain('--name a');
  expect(text).toContain('--registry-name R --name N');
});

it('quotes the keys of a proposed rule that YAML would not take for text', () => {
  for (const key of ['contosoimages', '12345', 'true', '1e5', 'a.b-c_(d)']) {
    const address = `registries["${key}"].network.approvals.others`;
    const endpoints = [theirEndpoint('pe-blue')];
    const text = connectionsText([{ ...registry(), proposal: { address, endpoints } }], VIEW);
    const [snippet = ''] = /^ {4}registries:\n(?: {6,}.*\n)+/m.exec(text) ?? [];
    expect(parse(snippet, { mapAsMap: true }).get('registries').has(key)).toBe(true);
    expect(parse(snippet)).toEqual({
      registries: { [key]: { network: { approvals: { others: { decision: 'approve', endpoints } } } } },
    });
  }
});

it('colours the status alone, and what waits', () => {
  const text = connectionsText([registry(connection(1, 'Approved'), connection(2, 'Pending'))], {
    width: 80,
    style: COLOURED,
  });
  expect(text).toContain('\u001b[32mApproved\u001b[39m      contosoimages.');
  expect(text).toContain('\u001b[33mPending\u001b[39m       contosoimages.');
  expect(text).toContain('\u001b[33mNo rule is about 1 pending connection.\u001b[39m');
});
