import { readFileSync } from 'node:fs';

interface Role {
  readonly Name: string;
  readonly Actions: readonly string[];
  readonly NotActions: readonly string[];
}

/** The actions of the two roles that docs/permissions.md shows, in order of their names. */
export function rolesOnThePage(): { readonly plan: readonly string[]; readonly apply: readonly string[] } {
  const page = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
  const roles = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, json = '']) => JSON.parse(json) as Role,
  );
  const actionsOf = (name: string) => {
    const [role, ...others] = roles.filter((each) => each.Name === name);
    if (role === undefined || others.length > 0 || role.NotActions.length > 0)
      throw new Error(`docs/permissions.md shows the role "${name}" once, without notActions.`);
    return [...role.Actions].sort();
  };
  return { plan: actionsOf('acrctl plan'), apply: actionsOf('acrctl apply') };
}
