/** What an id lies below, nearest last: every prefix that ends at a segment. Ids are paths of names, folded. */
export function ancestorsOf(id: string): readonly string[] {
  const ids: string[] = [];
  for (let at = id.indexOf('/', 1); at !== -1; at = id.indexOf('/', at + 1)) ids.push(id.slice(0, at));
  return ids;
}

/** The object that an object directly hangs below: its id without the last type and name. */
export function holderOf(id: string): string {
  return id.split('/').slice(0, -2).join('/');
}
