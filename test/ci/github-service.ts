import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a token may do: `contents`, `issues` and so on, with `read` or `write`. */
export type Permissions = Readonly<Record<string, string>>;

export interface Comment {
  readonly id: number;
  readonly issue: number;
  body: string;
  readonly user: { readonly login: string };
  readonly html_url: string;
}

export interface Issue {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  readonly labels: readonly string[];
  readonly user: { readonly login: string };
  readonly pull_request?: object;
}

export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly expired: boolean;
  readonly created_at: string;
  readonly workflow_run: {
    readonly id: number;
    readonly repository_id: number;
    readonly head_repository_id: number;
    readonly head_sha: string;
  };
}

export const OWN_LOGIN = 'github-actions[bot]';
export const REPOSITORY = 'contoso/platform';
export const REPOSITORY_ID = 4711;

/** Pages are small, so that every list is read over more than one. */
const PAGE = 3;

/** What is sent to be written: of a comment the body, of an issue more. */
interface Written {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly state: 'open' | 'closed';
}

interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly link?: string;
}

const NOT_ALLOWED: Answer = { status: 403, json: { message: 'Resource not accessible by integration' } };

/**
 * The part of GitHub that the action speaks to, on a loopback port: REST for comments, issues, pull requests of a commit
 * and artifacts, GraphQL for who asks, and the service that gives tokens of a job. Written after docs.github.com/rest; a
 * request it does not know fails the test, and so does one that the token may not make.
 */
export class GithubService {
  readonly comments: Comment[] = [];
  readonly issues: Issue[] = [];
  readonly artifacts: Artifact[] = [];
  /** By the commit of their merge. */
  readonly pulls: {
    number: number;
    merged_at: string | null;
    merge_commit_sha: string;
    head: { sha: string };
  }[] = [];
  readonly requests: string[] = [];
  /** Audiences that tokens of jobs were asked for. */
  readonly audiences: string[] = [];
  /** Answers every request so, for a service that is down. */
  broken: Answer | undefined;
  /** Answers the next request to such a path with 502, as a proxy on the way does. */
  failsOnce: RegExp | undefined;
  readonly #permissions = new Map<string, Permissions>();
  readonly #server: Server;
  #counter = 100;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<GithubService> {
    const server = createServer();
    const service = new GithubService(server);
    server.on('request', (request, response) => void service.#serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The `GITHUB_TOKEN` of a job. */
  tokenWith(permissions: Permissions): string {
    this.#counter += 1;
    const token = `ghs_token${this.#counter}`;
    this.#permissions.set(token, permissions);
    return token;
  }

  nextId(): number {
    this.#counter += 1;
    return this.#counter;
  }

  /** What somebody else wrote. */
  commentBy(login: string, issue: number, body: string): Comment {
    const id = this.nextId();
    const comment = { id, issue, body, user: { login }, html_url: `https://github.example/c/${id}` };
    this.comments.push(comment);
    return comment;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    const { status, json, link } =
      this.broken ?? this.#answer(request, text === '' ? undefined : JSON.parse(text));
    response.writeHead(status, {
      'content-type': 'application/json',
      connection: 'close',
      ...(link && { link }),
    });
    response.end(json === undefined ? '' : JSON.stringify(json));
  }

  #answer({ method = '', url = '', headers }: IncomingMessage, json: Written): Answer {
    const { pathname, searchParams } = new URL(url, this.url);
    if (this.failsOnce?.test(pathname)) {
      this.failsOnce = undefined;
      return { status: 502 };
    }
    this.requests.push(`${method} ${pathname}`);
    const token = String(headers.authorization).replace('Bearer ', '');
    if (pathname === '/token') return this.#jobToken(token, searchParams.get('audience') ?? '');
    const permissions = this.#permissions.get(token);
    if (permissions === undefined) return { status: 401, json: { message: 'Bad credentials' } };
    if (pathname === '/graphql') return { status: 200, json: { data: { viewer: { login: OWN_LOGIN } } } };
    const may = (scope: string, right: 'read' | 'write') =>
      permissions[scope] === 'write' || (right === 'read' && permissions[scope] === 'read');
    const path = pathname.replace(`/repos/${REPOSITORY}`, '');
    const list = (entries: readonly unknown[]) => this.#page(entries, pathname, searchParams);
    const [, first = '', second = '', third = ''] = path.split('/');
    const writesComments = may('pull-requests', 'write') || may('issues', 'write');
    switch (`${method} /${first}/${third}`) {
      case 'GET /issues/comments': {
        if (!may('pull-requests', 'read') && !may('issues', 'read')) return NOT_ALLOWED;
        return list(this.comments.filter(({ issue }) => issue === Number(second)));
      }
      case 'POST /issues/comments': {
        if (!writesComments) return NOT_ALLOWED;
        if (json.body.length > 65_536) return { status: 422, json: { message: 'Body is too long' } };
        return { status: 201, json: this.commentBy(OWN_LOGIN, Number(second), json.body) };
      }
      case 'GET /issues/':
        return this.#listIssues(searchParams, may('issues', 'read'), list);
      case 'POST /issues/': {
        if (!may('issues', 'write')) return NOT_ALLOWED;
        const number = this.nextId();
        const issue: Issue = { ...json, number, state: 'open', user: { login: OWN_LOGIN } };
        this.issues.push(issue);
        return { status: 201, json: issue };
      }
      case 'GET /commits/pulls': {
        if (!may('pull-requests', 'read')) return NOT_ALLOWED;
        return list(this.pulls.filter(({ merge_commit_sha: sha }) => sha === second));
      }
      case 'GET /actions/': {
        if (!may('actions', 'read')) return NOT_ALLOWED;
        const named = this.artifacts.filter(({ name }) => name === searchParams.get('name'));
        const page = list(named);
        return { ...page, json: { total_count: named.length, artifacts: page.json } };
      }
    }
    if (method === 'PATCH' && first === 'issues')
      return this.#patch(path, json, writesComments, may('issues', 'write'));
    return { status: 500, json: { message: `The test's GitHub does not know ${method} ${url}` } };
  }

  #patch(path: string, json: Written, writesComments: boolean, writesIssues: boolean): Answer {
    const id = Number(path.split('/').at(-1));
    const isComment = path.startsWith('/issues/comments/');
    if (!(isComment ? writesComments : writesIssues)) return NOT_ALLOWED;
    const found = isComment
      ? this.comments.find((each) => each.id === id)
      : this.issues.find((each) => each.number === id);
    if (found === undefined) return { status: 404, json: { message: 'Not Found' } };
    if (found.user.login !== OWN_LOGIN) return NOT_ALLOWED;
    Object.assign(found, json);
    return { status: 200, json: found };
  }

  #listIssues(
    query: URLSearchParams,
    isAllowed: boolean,
    list: (entries: readonly unknown[]) => Answer,
  ): Answer {
    if (!isAllowed) return NOT_ALLOWED;
    const label = query.get('labels') ?? '';
    return list(
      this.issues.filter(({ state, labels }) => state === query.get('state') && labels.includes(label)),
    );
  }

  #page(entries: readonly unknown[], path: string, query: URLSearchParams): Answer {
    const page = Number(query.get('page') ?? 1);
    const json = entries.slice((page - 1) * PAGE, page * PAGE);
    if (page * PAGE >= entries.length) return { status: 200, json };
    const next = new URLSearchParams(query);
    next.set('page', String(page + 1));
    return { status: 200, json, link: `<${this.url}${path}?${next}>; rel="next", <${this.url}>; rel="last"` };
  }

  #jobToken(bearer: string, audience: string): Answer {
    if (bearer !== JOB_TOKEN_BEARER) return { status: 401 };
    this.audiences.push(audience);
    return { status: 200, json: { value: `eyJ.job-token-${this.audiences.length}.signature` } };
  }
}

/** What a job with `id-token: write` asks the token service with. */
export const JOB_TOKEN_BEARER = 'token-service-bearer';

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
