import type { JsonObject } from '../json.ts';

/** Whose work an object of Microsoft.ContainerRegistry is. */
export interface Author {
  readonly name: string;
  readonly type: 'User' | 'Application';
}

const caller: Author = { name: 'user@example.com', type: 'User' };

/** `2023-12-21T23:56:34.8524938Z` with as many decimals as the clock gives, zeros trimmed. */
export function stamp(ms: number, zone: 'Z' | '+00:00'): string {
  return new Date(ms).toISOString().replace(/\.?0*Z$/, zone);
}

export function systemData(createdAt: number, modifiedAt: number, author: Author = caller): JsonObject {
  return {
    createdBy: author.name,
    createdByType: author.type,
    createdAt: stamp(createdAt, '+00:00'),
    lastModifiedBy: author.name,
    lastModifiedByType: author.type,
    lastModifiedAt: stamp(modifiedAt, '+00:00'),
  };
}
