import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { BugError } from '../../../core/errors.ts';
import { within } from '../bounded.ts';

/** How the last request of a login ended, as it came over the wire: the library's own errors keep little of it. */
export type Sight =
  | {
      readonly kind: 'answer';
      readonly host: string;
      readonly status: number;
      readonly body: string;
      readonly date: string | undefined;
    }
  | { readonly kind: 'no-answer'; readonly host: string; readonly code: string; readonly text: string };

export interface Witness {
  readonly client: HttpClient;
  seen(): Sight | undefined;
}

interface WitnessOptions {
  readonly client: HttpClient;
  readonly signal: AbortSignal;
  /** The only hosts that may be asked, with what lies below them; undefined for endpoints of the machine itself. */
  readonly hosts?: readonly string[];
}

/**
 * Stands between a credential and the network. It remembers what happened, ends requests with the run or after 30
 * seconds, and refuses hosts of another cloud: a secret goes to the login service it was made for, or nowhere.
 */
export function createWitness({ client, signal, hosts }: WitnessOptions): Witness {
  let last: Sight | undefined;
  return {
    seen: () => last,
    client: {
      async sendRequest(request) {
        const { host, hostname } = new URL(request.url);
        if (hosts !== undefined && !hosts.some((known) => isBelow(hostname, known)))
          throw new BugError(`A login of this cloud asks ${hosts.join(' or ')} and not ${hostname}.`);
        try {
          const response = await sendBounded(client, request, signal);
          last = answerOf(host, response);
          return response;
        } catch (error) {
          last = { kind: 'no-answer', host, ...causeOf(error) };
          throw error;
        }
      },
    },
  };
}

/** Longer than IMDS takes for its first token, and the library waits without end. */
const REQUEST_TIMEOUT_MS = 30_000;

function sendBounded(
  client: HttpClient,
  request: PipelineRequest,
  signal: AbortSignal,
): Promise<PipelineResponse> {
  const timeoutMs = request.timeout || REQUEST_TIMEOUT_MS;
  const own = request.abortSignal;
  const ends = own instanceof AbortSignal ? AbortSignal.any([own, signal]) : signal;
  // A copy: the library sends the same request again, and the time that is up is that of one sending.
  return within(timeoutMs, ends, (abortSignal) =>
    client.sendRequest({ ...request, timeout: 0, abortSignal }),
  );
}

function isBelow(host: string, known: string): boolean {
  return host === known || host.endsWith(`.${known}`);
}

function answerOf(host: string, { status, bodyAsText, headers }: PipelineResponse): Sight {
  return { kind: 'answer', host, status, body: bodyAsText ?? '', date: headers.get('date') };
}

/** The pipeline wraps the system's error, or hands it on: the code stands on one of the two. */
function causeOf(error: unknown): { readonly code: string; readonly text: string } {
  const chain = [error, error instanceof Error ? error.cause : undefined].filter(
    (each) => each instanceof Error,
  );
  const code = chain
    .map((each) => ('code' in each ? each.code : undefined))
    .find((each) => typeof each === 'string');
  const [first] = chain;
  const isTimeout = first?.name === 'AbortError';
  return { code: isTimeout ? 'ETIMEDOUT' : String(code ?? ''), text: first?.message ?? String(error) };
}
