/** Why an address may let in whoever knows it, as the end of "The address has …"; undefined where nothing says so. */
export function secretInUri(text: string): string | undefined {
  const uri = URL.canParse(text) ? new URL(text) : undefined;
  if (uri === undefined) return undefined;
  if (uri.username !== '' || uri.password !== '') return 'a user name or password';
  if (uri.search !== '') return 'a query, and such have keys in them';
  return uri.pathname.split('/').some(isDrawn) ? 'a part that looks drawn by lot' : undefined;
}

/** True for headers that are known to let somebody in. */
export function isSecretHeader(name: string): boolean {
  return /authorization|cookie|token|secret|key|password|signature/i.test(name);
}

/** A GUID, or 20 and more letters and digits in a row, as services draw for their webhooks. */
function isDrawn(part: string): boolean {
  const isGuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i.test(part);
  const runs = part.match(/[A-Za-z0-9]{20,}/g) ?? [];
  return isGuid || runs.some((run) => /[0-9]/.test(run) && /[A-Za-z]/.test(run));
}
