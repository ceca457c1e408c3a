import type { Cloud, LiveObject, ReadTarget } from '../../core/resource-type.ts';

/**
 * The cloud, asked once for each object: what a file is drawn up from, and what the plan on it is made of, is then the
 * same, and further attempts cost no request.
 */
export function rememberingCloud(cloud: Cloud): Cloud {
  const known = new Map<string, LiveObject | undefined>();
  const keyOf = ({ type, id }: ReadTarget) => `${type} ${cloud.fold(id)}`;
  return {
    ...cloud,
    refresh: async (targets, expected, signal) => {
      const unknown = targets.filter((target) => !known.has(keyOf(target)));
      const live = unknown.length === 0 ? new Map() : await cloud.refresh(unknown, expected, signal);
      for (const target of unknown) known.set(keyOf(target), live.get(cloud.fold(target.id)));
      return new Map(
        targets.flatMap((target) => {
          const object = known.get(keyOf(target));
          return object === undefined ? [] : [[cloud.fold(target.id), object] as const];
        }),
      );
    },
  };
}
