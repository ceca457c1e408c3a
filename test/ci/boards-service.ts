import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Patch {
  readonly op: string;
  readonly path: string;
  readonly value: string;
}

export interface WorkItem {
  readonly id: number;
  readonly type: string;
  readonly fields: Record<string, string>;
}

/** Of the process Scrum: its tasks are done, and not closed. */
const STATES = [
  { name: 'To Do', category: 'Proposed' },
  { name: 'In Progress', category: 'InProgress' },
  { name: 'Done', category: 'Completed' },
  { name: 'Removed', category: 'Removed' },
];

export const BUILD_TOKEN = 'token-of-the-build';

/** Work items of Azure Boards on a loopback port, after the reference of Work Item Tracking 7.1. */
export class BoardsService {
  readonly items: WorkItem[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<BoardsService> {
    const server = createServer();
    const service = new BoardsService(server);
    server.on('request', async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString('utf8');
      const isAllowed = request.headers.authorization === `Bearer ${BUILD_TOKEN}`;
      const type = String(request.headers['content-type']);
      const json = isAllowed ? service.#answer(`${request.method} ${request.url}`, type, text) : undefined;
      response.writeHead(json === undefined ? 404 : 200, {
        'content-type': 'application/json',
        connection: 'close',
      });
      response.end(JSON.stringify(json ?? {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get collection(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/fabrikam/`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(request: string, type: string, text: string): unknown {
    const [, method, path] =
      /^(\w+) \/fabrikam\/Team%20project\/_apis\/wit\/(.*)[?&]api-version=7\.1$/.exec(request) ?? [];
    switch (`${method} ${path}`) {
      case 'GET workitemtypes/Task/states':
        return { count: STATES.length, value: STATES };
      case 'POST wiql':
        return { workItems: this.#tagged(JSON.parse(text).query) };
      case 'POST workitems/$Task': {
        const item = { id: this.items.length + 1, type: 'Task', fields: { 'System.State': 'To Do' } };
        this.items.push(item);
        return this.#change(item, type, text);
      }
    }
    const [, ids] = /^workitems\?ids=([\d,]+)&fields=System\.State$/.exec(path ?? '') ?? [];
    if (method === 'GET' && ids !== undefined)
      return { value: this.items.filter(({ id }) => ids.split(',').includes(String(id))) };
    const item = this.items.find(({ id }) => path === `workitems/${id}`);
    return method === 'PATCH' && item !== undefined ? this.#change(item, type, text) : undefined;
  }

  #tagged(query: string): readonly { readonly id: number }[] {
    const tag = /\[System\.Tags\] CONTAINS '([^']+)'/.exec(query)?.[1] ?? '';
    return this.items.filter(({ fields }) => fields['System.Tags'] === tag).map(({ id }) => ({ id }));
  }

  #change(item: WorkItem, type: string, text: string): unknown {
    if (type !== 'application/json-patch+json') return undefined;
    for (const { op, path, value } of JSON.parse(text) as readonly Patch[]) {
      if (op === 'add') item.fields[path.replace('/fields/', '')] = value;
    }
    return item;
  }
}
