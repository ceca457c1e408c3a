import { describe, expect, it } from 'vitest';
import { isUnchanged } from '../../src/engine/classify.ts';
import {
  drafts,
  entry,
  inner,
  innerEntry,
  NETWORK,
  network,
  networkEntry,
  networkObject,
  object,
  registry,
  unmarked,
  type World,
} from './worlds.ts';

/** `create registries.a: new`, `update registries.a: changed sku.name`, `x update …` where blocked. */
function told(world: World): readonly string[] {
  return drafts(world).map((draft) => {
    const what = [
      ...draft.replacePaths,
      ...(draft.replacePaths.length > 0 ? [] : draft.paths),
      ...draft.removed.map((path) => `-${path}`),
    ];
    const blocked = draft.blocked === undefined ? '' : `${draft.blocked.code} `;
    const from = draft.movedFrom === undefined ? '' : ` from ${draft.movedFrom}`;
    const words = [draft.reason, ...what].join(' ');
    return isUnchanged(draft)
      ? `= ${draft.address}`
      : `${blocked}${draft.actions.join('+')} ${draft.address}: ${words}${from}`;
  });
}

const tagsOf = (number: number) =>
  Object.fromEntries(Array.from({ length: number }, (_, index) => [`tag${index}`, 'theirs']));
const again = (name: string) => object(name, { properties: { creationDate: 'later' } });

describe('an entry of the file becomes', () => {
  it.each<[string, World, readonly string[]]>([
    ['new where nothing is', { resources: [registry('a')] }, ['create registries.a: new']],
    [
      'gone where the state has it and Azure has not',
      { resources: [registry('a')], entries: [entry('a')] },
      ['create registries.a: gone'],
    ],
    [
      'nothing where all three agree',
      { resources: [registry('a')], entries: [entry('a')], live: [object('a')] },
      ['= registries.a'],
    ],
    [
      'nothing where ids differ in case alone',
      {
        resources: [registry('a')],
        entries: [entry('a')],
        live: [{ ...object('a'), id: object('a').id.toUpperCase() }],
      },
      ['= registries.a'],
    ],
    [
      'an update of what differs',
      {
        resources: [registry('a', { sku: { name: 'Premium' } })],
        entries: [entry('a')],
        live: [object('a')],
      },
      ['update registries.a: changed sku.name'],
    ],
    [
      'a tag less, where it was ours',
      {
        resources: [registry('a')],
        entries: [entry('a', { tags: { was: 'ours' } })],
        live: [object('a', { tags: { was: 'ours', theirs: 'x' } })],
      },
      ['update registries.a: changed -tags.was'],
    ],
    [
      'a replacement where Azure lets nobody change it',
      { resources: [registry('a', { location: 'northeurope' })], entries: [entry('a')], live: [object('a')] },
      ['delete+create registries.a: immutable location'],
    ],
    [
      'a retry where the object has failed',
      {
        resources: [registry('a')],
        entries: [entry('a')],
        live: [object('a', { properties: { provisioningState: 'Failed' } })],
      },
      ['update registries.a: failed'],
    ],
    [
      'a retry where it was never finished',
      { resources: [registry('a')], entries: [{ ...entry('a'), settled: false }], live: [object('a')] },
      ['update registries.a: unfinished'],
    ],
    [
      'refused where it is there and not ours',
      { resources: [registry('a')], live: [unmarked('a')] },
      ['ACR1301 update registries.a: not-ours'],
    ],
    [
      'refused where only the mark says it is ours',
      { resources: [registry('a')], live: [object('a')] },
      ['ACR1301 update registries.a: not-ours'],
    ],
    [
      'refused where another stack has it',
      {
        resources: [registry('a')],
        entries: [entry('a')],
        live: [object('a', { tags: { 'acrctl-stack': 'other' } })],
      },
      ['ACR1302 update registries.a: not-ours'],
    ],
    [
      'refused where it was made again',
      {
        resources: [registry('a')],
        entries: [entry('a')],
        live: [object('a', { properties: { creationDate: 'later' } })],
      },
      ['ACR1303 update registries.a: not-ours'],
    ],
    [
      'taken over where the file permits it, without a request for the mark alone',
      { resources: [{ ...registry('a'), adopt: true }], live: [unmarked('a')] },
      ['no-op registries.a: adopt'],
    ],
    [
      'taken over and marked where it is changed anyway',
      {
        resources: [{ ...registry('a', { sku: { name: 'Premium' } }), adopt: true }],
        live: [unmarked('a')],
      },
      ['update registries.a: adopt sku.name tags.acrctl-address tags.acrctl-stack'],
    ],
    ...[48, 49].map((number): [string, World, readonly string[]] => [
      `taken over and ${number === 48 ? 'marked' : 'not marked'} where it has ${number} tags, of 50 that Azure takes`,
      {
        resources: [{ ...registry('a', { sku: { name: 'Premium' } }), adopt: true }],
        live: [{ ...unmarked('a'), body: { ...unmarked('a').body, tags: tagsOf(number) } }],
      },
      [`update registries.a: adopt sku.name${number === 48 ? ' tags.acrctl-address tags.acrctl-stack' : ''}`],
    ]),
    [
      'taken over without a tag that the earlier object had from the file and this one from others',
      {
        resources: [{ ...registry('a'), adopt: true }],
        entries: [entry('a', { tags: { owner: 'platform' } })],
        live: [{ ...unmarked('a'), body: { ...again('a').body, tags: { owner: 'platform' } } }],
      },
      ['no-op registries.a: adopt'],
    ],
    [
      'refused where taking over would delete it',
      { resources: [{ ...registry('a', { location: 'northeurope' }), adopt: true }], live: [unmarked('a')] },
      ['ACR1301 update registries.a: not-ours location'],
    ],
    [
      'moved where another entry has its id',
      { resources: [registry('a', {}, 'b')], entries: [entry('a')], live: [object('a')] },
      ['no-op registries.b: moved from registries.a'],
    ],
    [
      'another object where its id changes',
      {
        resources: [{ ...registry('b'), address: 'registries.a' }],
        entries: [entry('a')],
        live: [object('a')],
      },
      ['delete+create registries.a: id-changed id'],
    ],
    [
      'another object, the old one gone already',
      { resources: [{ ...registry('b'), address: 'registries.a' }], entries: [entry('a')] },
      ['create registries.a: id-changed'],
    ],
    [
      'another object that is there and is taken over, the old one going',
      {
        resources: [{ ...registry('b'), address: 'registries.a', adopt: true }],
        entries: [entry('a')],
        live: [object('a'), object('b')],
      },
      ['no-op registries.a: adopt', 'delete registries.a["removed"]: removed from registries.a'],
    ],
    [
      'written down where drift is what the file says now',
      {
        resources: [registry('a', { sku: { name: 'Premium' } })],
        entries: [entry('a')],
        live: [object('a', { sku: { name: 'Premium' } })],
      },
      ['no-op registries.a: caught-up'],
    ],
    [
      'let go where the file says less',
      {
        resources: [registry('a')],
        entries: [entry('a', { properties: { adminUserEnabled: true } })],
        live: [object('a')],
      },
      ['no-op registries.a: let-go'],
    ],
    [
      'written down where it is protected now',
      { resources: [{ ...registry('a'), protect: true }], entries: [entry('a')], live: [object('a')] },
      ['no-op registries.a: bookkeeping'],
    ],
  ])('%s', (_, world, expected) => {
    expect(told(world)).toEqual(expected);
  });
});

describe('an entry of the state alone becomes', () => {
  it.each<[string, World, readonly string[]]>([
    ['a delete', { entries: [entry('a')], live: [object('a')] }, ['delete registries.a: removed']],
    [
      'a delete, as destroy says',
      { entries: [entry('a')], live: [object('a')], destroy: true },
      ['delete registries.a: destroy'],
    ],
    ['forgotten where it is gone', { entries: [entry('a')] }, ['no-op registries.a: already-gone']],
    [
      'forgotten where it was made again',
      { entries: [entry('a')], live: [object('a', { properties: { creationDate: 'later' } })] },
      ['no-op registries.a: not-ours'],
    ],
    [
      'forgotten where another stack has it',
      { entries: [entry('a')], live: [object('a', { tags: { 'acrctl-stack': 'other' } })] },
      ['no-op registries.a: not-ours'],
    ],
    [
      'a delete though its mark was wiped',
      { entries: [entry('a')], live: [unmarked('a')] },
      ['delete registries.a: removed'],
    ],
  ])('%s', (_, world, expected) => {
    expect(told(world)).toEqual(expected);
  });
});

describe('what lies in a replaced object', () => {
  const subnet = (adopted: boolean): World => ({
    resources: [network('westeurope'), inner()],
    entries: [networkEntry('northeurope'), ...(adopted ? [innerEntry()] : [])],
    live: [
      networkObject('northeurope'),
      { type: `${NETWORK}/subnets`, id: inner().id, body: { properties: { addressPrefix: '10.0.0.0/24' } } },
    ],
  });

  it.each<[string, World, readonly string[]]>([
    [
      'goes with it',
      subnet(true),
      ['delete+create networks.n: immutable location', 'delete+create networks.n.subnets.s: parent-replaced'],
    ],
    [
      'and is not ours stays refused',
      subnet(false),
      ['delete+create networks.n: immutable location', 'ACR1301 update networks.n.subnets.s: not-ours'],
    ],
  ])('%s', (_, world, expected) => {
    expect(told(world)).toEqual(expected);
  });
});
