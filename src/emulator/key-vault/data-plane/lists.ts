import type { Answer } from '../../cloud.ts';
import type { JsonObject } from '../../json.ts';
import { inOrder } from '../../presentation.ts';
import type { StoredObject } from '../../world.ts';
import { badParameter } from '../key-request.ts';
import { vaultUri } from '../vault-body.ts';
import type { VaultCall } from './call.ts';

/** A page of a list, with a link to the next one or null (test_keyvault_key #18, #19, #23). */
export function listed<Item extends StoredObject>(
  call: VaultCall,
  items: readonly Item[],
  show: (item: Item) => readonly JsonObject[],
): Answer {
  const { cloud, query } = call;
  const ordered = inOrder(items, ({ id }) => id.toLowerCase(), call.listOrder, cloud.chance);
  const size = Math.min(call.pageSize, wholeNumber(query['maxresults'] ?? '25', 'maxresults', 1));
  const from = wholeNumber(Buffer.from(query['$skiptoken'] ?? 'MA', 'base64url').toString(), '$skiptoken', 0);
  const value = ordered.slice(from, from + size).flatMap(show);
  const nextLink = from + size < ordered.length ? linkTo(call, from + size) : null;
  return { status: 200, body: { value, nextLink } };
}

function linkTo({ cloud, vault, segments, apiVersion, query }: VaultCall, from: number): string {
  const token = Buffer.from(String(from)).toString('base64url');
  const size = query['maxresults'] === undefined ? '' : `&maxresults=${query['maxresults']}`;
  const path = segments.map(encodeURIComponent).join('/');
  return `${vaultUri(cloud, vault.name)}:443/${path}?api-version=${apiVersion}&$skiptoken=${token}${size}`;
}

// Assumption: code and text.
function wholeNumber(text: string, name: string, least: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && text !== '') return number;
  throw badParameter(`The parameter ${name} is not valid.`);
}
