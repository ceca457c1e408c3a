import type { Question, ReadableType } from '../../../core/resource-type.ts';
import { collectionOf, nameOf } from '../arm-id.ts';
import { ARM_TYPE, QUESTION } from '../arm-types.ts';

/**
 * What a plan asks beside objects: lists, and calls that look and change nothing. What is optional is a check ahead of
 * time, and Azure itself refuses at the write what it would have found.
 */
export const QUESTIONS: readonly ReadableType[] = [
  { ...question(QUESTION.registries, '2025-11-01', pages), optional: true },
  question(QUESTION.records, '2024-06-01', pages),
  { ...question(QUESTION.recordSets, '2024-06-01', pages), optional: true },
  { ...question(QUESTION.publicRecordSets, '2018-05-01', pages), optional: true },
  { ...question(QUESTION.contents, '2025-04-01', pages), optional: true },
  { ...question(QUESTION.identities, '2024-11-30', pages), optional: true },
  { ...question(QUESTION.vaults, '2026-02-01', pages), optional: true },
  { ...question(QUESTION.links, '2024-06-01', pages), optional: true },
  { ...question(QUESTION.zones, '2024-06-01', pages), optional: true },
  question(QUESTION.zoneGroups, '2025-05-01', pages),
  // atScope() leaves out what is assigned below the scope (authorization.md).
  question(QUESTION.roleAssignments, '2022-04-01', (path) => ({
    ...pages(path),
    query: { $filter: 'atScope()' },
  })),
  { ...question(QUESTION.permissions, '2022-04-01', pages), optional: true },
  { ...question(QUESTION.locks, '2020-05-01', locks), optional: true },
  { ...question(QUESTION.diagnosticSettings, '2021-05-01-preview', pages), optional: true },
  { ...question(QUESTION.replicas, '2025-11-01', pages), optional: true },
  { ...question(QUESTION.usages, '2025-11-01', get), optional: true },
  {
    ...question(QUESTION.registryName, '2025-11-01', (id) => ({
      method: 'POST',
      path: collectionOf(id),
      body: { name: nameOf(id), type: ARM_TYPE.registry },
    })),
    optional: true,
  },
  {
    ...question(QUESTION.profileName, '2022-04-01', (id) => ({
      method: 'POST',
      path: collectionOf(id),
      body: { name: nameOf(id), type: ARM_TYPE.trafficManager },
    })),
    optional: true,
  },
  {
    ...question(QUESTION.addressLabel, '2025-05-01', (id) => ({
      method: 'GET',
      path: collectionOf(id),
      query: { domainNameLabel: nameOf(id) },
    })),
    optional: true,
  },
  {
    ...question(QUESTION.address, '2025-05-01', (id) => ({
      method: 'GET',
      path: collectionOf(id),
      query: { ipAddress: nameOf(id) },
    })),
    optional: true,
  },
  // network.md: the answer is where `Location` leads; the request has no body (ApplicationGatewayBackendHealthGet.json, the specification).
  {
    ...question(QUESTION.backendHealth, '2025-05-01', (path) => ({ method: 'POST', path }), true),
    optional: true,
  },
  { ...question(QUESTION.deletedVault, '2026-02-01', get), optional: true },
];

function question(type: string, apiVersion: string, ask: Question['ask'], followed = false): ReadableType {
  return {
    type,
    apiVersion,
    label: type,
    question: { ask, followed },
    normalise: (body) => body,
    settled: () => 'done',
  };
}

function get(path: string): ReturnType<Question['ask']> {
  return { method: 'GET', path };
}

function pages(path: string): ReturnType<Question['ask']> {
  return { method: 'GET', path, pages: true };
}

/**
 * All at a group, above it and below it; at a subscription those above things alone (`Get-AzResourceLock`, Azure/azure-powershell: "all
 * locks at, above, or below the scope", with `atScope()` "at or above").
 */
function locks(path: string): ReturnType<Question['ask']> {
  const isOfGroup = /\/resourcegroups\//i.test(path);
  return { ...pages(path), ...(!isOfGroup && { query: { $filter: 'atScope()' } }) };
}
