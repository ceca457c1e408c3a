import {
  AppendBlobClient,
  BlobLeaseClient,
  BlockBlobClient,
  newPipeline,
  RestError,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { type BlobFacts, BlobRefusal, type Blobs, type WriteCondition } from '../../core/blobs.ts';
import { type Clock, NoAnswerError } from '../../core/world.ts';
import { within } from './bounded.ts';
import { clean } from './text.ts';
import type { TokenSource } from './token-source.ts';

export interface BlobFolder {
  /** The container's URL, without a slash at its end. */
  readonly container: string;
  /** What all names begin with: empty, or with a slash at its end. */
  readonly prefix: string;
}

/** How a container is spoken to. */
export type BlobAccess =
  | { readonly kind: 'entra'; readonly tokens: TokenSource; readonly clock: Clock }
  /** Azurite on this machine, by the account and key that every Azurite has. */
  | { readonly kind: 'azurite' };

/** No request to a container lasts longer: short against the lease, so that one that hangs leaves time for another. */
const REQUEST_MS = 10_000;

/** Leases last a minute, the longest that are not for ever (Lease Blob). */
const LEASE_SECONDS = 60;

/**
 * The folder by the client of @azure/storage-blob, which neither repeats a request nor follows a redirect here. In a
 * module of its own, to be loaded where a state stands in a container.
 */
export function openBlobs({ container, prefix }: BlobFolder, access: BlobAccess): Blobs {
  const pipeline = newPipeline(credentialOf(access), {
    retryOptions: { maxTries: 1 },
    userAgentOptions: { userAgentPrefix: 'acrctl' },
    ...NO_REDIRECTS,
  });
  const url = (name: string) => `${container}/${encodeURI(prefix + name)}`;
  const block = (name: string) => new BlockBlobClient(url(name), pipeline);
  const log = (name: string) => new AppendBlobClient(url(name), pipeline);
  const lease = (name: string, id?: string) => new BlobLeaseClient(block(name), id);
  return {
    url,
    read: (name) =>
      orAbsent(async (abortSignal) => {
        const found = await block(name).download(0, undefined, { abortSignal });
        return { ...factsOf(found), text: await textOf(found.readableStreamBody) };
      }),
    look: (name) =>
      orAbsent(async (abortSignal) => factsOf(await block(name).getProperties({ abortSignal }))),
    put: (name, text, on) =>
      asked(async (abortSignal) => {
        const options = { abortSignal, conditions: conditionsOf(on), ...AS_JSON };
        return etagOf(await block(name).upload(text, Buffer.byteLength(text), options));
      }),
    startLog: (name, on) =>
      asked(async (abortSignal) =>
        etagOf(await log(name).create({ abortSignal, conditions: conditionsOf(on), ...AS_JSON })),
      ),
    append: (name, text, on) =>
      asked(async (abortSignal) => {
        const conditions = { ...conditionsOf(on), appendPosition: on.at };
        return etagOf(
          await log(name).appendBlock(text, Buffer.byteLength(text), { abortSignal, conditions }),
        );
      }),
    keep: (name, on) =>
      done((abortSignal) => block(name).createSnapshot({ abortSignal, conditions: conditionsOf(on) })),
    remove: (name, on) =>
      done((abortSignal) =>
        block(name).delete({ abortSignal, conditions: conditionsOf(on), deleteSnapshots: 'include' }),
      ),
    acquireLease: (name, id) =>
      done((abortSignal) => lease(name, id).acquireLease(LEASE_SECONDS, { abortSignal })),
    renewLease: (name, id) => done((abortSignal) => lease(name, id).renewLease({ abortSignal })),
    releaseLease: (name, id) => done((abortSignal) => lease(name, id).releaseLease({ abortSignal })),
    breakLease: (name) => done((abortSignal) => lease(name).breakLease(0, { abortSignal })),
  };
}

/** A token is never carried to another host. The pipeline takes the option, and its type does not name it. */
const NO_REDIRECTS = { redirectOptions: { maxRetries: 0 } };

const AS_JSON = { blobHTTPHeaders: { blobContentType: 'application/json; charset=utf-8' } };

function credentialOf(access: BlobAccess) {
  if (access.kind === 'azurite') return new StorageSharedKeyCredential(AZURITE.account, AZURITE.key);
  const { tokens, clock } = access;
  return {
    // The source keeps its token for as long as that is good; the pipeline is to ask it every time.
    getToken: async () => ({ token: await tokens.token(), expiresOnTimestamp: clock.wallMs() + 30_000 }),
  };
}

/** Microsoft's published account of every Azurite, which opens nothing else ("Use the Azurite emulator"). */
const AZURITE = {
  account: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
};

async function textOf(stream: NodeJS.ReadableStream | undefined): Promise<string> {
  if (stream === undefined) return '';
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function conditionsOf(on: WriteCondition) {
  if (on === 'absent') return { ifNoneMatch: '*' };
  return { ifMatch: on.etag, ...(on.lease !== undefined && { leaseId: on.lease }) };
}

interface Answer {
  readonly etag?: string | undefined;
  readonly contentLength?: number | undefined;
  readonly lastModified?: Date | undefined;
  readonly date?: Date | undefined;
  readonly leaseState?: string | undefined;
}

function factsOf(answer: Answer): BlobFacts {
  const { contentLength = 0, lastModified, date, leaseState } = answer;
  const isLeased = leaseState === 'leased' || leaseState === 'breaking';
  const ageMs =
    lastModified === undefined || date === undefined ? 0 : date.getTime() - lastModified.getTime();
  return { etag: etagOf(answer), isLeased, length: contentLength, ageMs };
}

function etagOf({ etag }: Pick<Answer, 'etag'>): string {
  if (etag === undefined) throw new NoAnswerError('The answer names no entity tag.');
  return etag;
}

type Request<T> = (abortSignal: AbortSignal) => Promise<T>;

async function orAbsent<T>(request: Request<T>): Promise<T | undefined> {
  try {
    return await asked(request);
  } catch (error) {
    if (error instanceof BlobRefusal && error.code === 'BlobNotFound') return undefined;
    throw error;
  }
}

async function done(request: Request<unknown>): Promise<void> {
  await asked(request);
}

async function asked<T>(request: Request<T>): Promise<T> {
  try {
    return await within(REQUEST_MS, undefined, request);
  } catch (error) {
    throw error instanceof RestError ? refusalOf(error) : (cutOff(error) ?? error);
  }
}

/** The library's errors hold the request with its token: of them only the code goes on. */
function refusalOf({ statusCode, code, response, cause }: RestError): Error {
  if (statusCode === undefined || response === undefined) return cutOff(cause) ?? noAnswer(code);
  return new BlobRefusal(statusCode, clean(response.headers.get('x-ms-error-code') ?? String(statusCode)));
}

/** What the network reports, or that the time is up; undefined for a fault of ours. */
function cutOff(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'AbortError') return noAnswer('no answer within ten seconds');
  return 'code' in error && typeof error.code === 'string' ? noAnswer(error.code) : undefined;
}

/** With the code of the operating system, where there is one: `ENOTFOUND` is a name that does not exist. */
function noAnswer(code = 'No complete answer arrived.'): Error {
  return new NoAnswerError(clean(code));
}
