import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  ACTIONS,
  LINKED,
  QUESTION_ACTIONS,
  REGION_POLLS,
  registerAction,
} from '../../src/features/permissions/actions.ts';
import { QUESTION } from '../../src/providers/azure/arm-types.ts';
import { FOREIGN_TYPES, MANAGED_TYPES, QUESTIONS, READ_ONLY_TYPES } from '../../src/providers/azure/index.ts';
import { rolesOnThePage } from './permissions-page.ts';

const PAGE = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
const TYPES = Object.values(ACTIONS);
const ASK = QUESTION_ACTIONS[QUESTION.permissions] ?? '';
const READS = [...TYPES.flatMap(({ read }) => read), ...Object.values(QUESTION_ACTIONS)];

test('the table of actions speaks of every type and every question, and of nothing else', () => {
  const types = [...MANAGED_TYPES, ...FOREIGN_TYPES, ...READ_ONLY_TYPES].map(({ type }) => type);
  expect(Object.keys(ACTIONS).sort()).toEqual(types.sort());
  expect(Object.keys(QUESTION_ACTIONS).sort()).toEqual(QUESTIONS.map(({ type }) => type).sort());
});

test('the role for plan reads what plans read, and cannot ask what its holder may do', () => {
  expect(rolesOnThePage().plan).toEqual(sorted(READS.filter((action) => action !== ASK)));
});

test('the role for apply does what the table says, and no more', () => {
  const writes = TYPES.flatMap((type) => [...type.write, ...type.delete]);
  const namespaces = [
    'ContainerRegistry',
    'Insights',
    'KeyVault',
    'ManagedIdentity',
    'Network',
    'OperationalInsights',
  ].map((name) => `Microsoft.${name}`);
  const all = [
    ...READS,
    ...writes,
    ...Object.values(LINKED),
    ...REGION_POLLS,
    ...namespaces.map(registerAction),
  ];
  expect(rolesOnThePage().apply).toEqual(sorted(all));
});

test('the page explains every action on another object', () => {
  const table = PAGE.slice(PAGE.indexOf('## Actions beside'), PAGE.indexOf('## A role for plan'));
  for (const action of Object.values(LINKED)) expect(table).toContain(`\`${action}\``);
});

function sorted(actions: readonly string[]): readonly string[] {
  return [...new Set(actions)].sort();
}
