import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { decode, encode, type Packet, type StringAnswer, streamEncode, TRUNCATED_RESPONSE } from 'dns-packet';

/** What a name comes to at a server; a name that its view does not have is NXDOMAIN. */
export type Entry =
  | { readonly cname: string; readonly ttl?: number }
  | { readonly a: readonly string[]; readonly ttl?: number }
  /** The name is there, and has no address. */
  | { readonly nothing: true }
  /** One for who asks for the name itself, and another on the way to it: a server that forwards some names alone. */
  | { readonly asked: Entry; readonly followed: Entry };

export type View = Readonly<Record<string, Entry>>;

/** How a server misbehaves. */
export interface DnsMood {
  /** Instead of any answer. */
  readonly rcode?: 'SERVFAIL' | 'REFUSED' | 'FORMERR';
  /** Says nothing to the first so many questions by UDP; `Infinity` never anything. */
  readonly silentFor?: number;
  /** Answers by UDP do not fit. */
  readonly truncates?: boolean;
  /** Gives only the first hop, as servers that just forward may do. */
  readonly oneHop?: boolean;
  /** Sends bytes that are no message. */
  readonly garbage?: boolean;
  /** Answers first with an id and then with a question that nobody asked, as somebody does who guesses. */
  readonly spoofed?: boolean;
}

export interface DnsServer {
  readonly port: number;
  /** `127.0.0.1:PORT`, as `--resolver` takes it. */
  readonly name: string;
  /** What was asked, in order. */
  readonly asked: { readonly name: string; readonly by: 'udp' | 'tcp' }[];
  close(): Promise<void>;
}

/** A DNS server on loopback that answers UDP and TCP on one port by a table of names. */
export async function startDnsServer(view: View, mood: DnsMood = {}): Promise<DnsServer> {
  const asked: DnsServer['asked'] = [];
  let silent = mood.silentFor ?? 0;
  const udp = createSocket('udp4');
  const tcp = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const query = decode(chunk.subarray(2));
      asked.push({ name: query.questions?.[0]?.name ?? '', by: 'tcp' });
      socket.end(streamEncode(replyTo(query, view, mood)));
    });
  });
  udp.on('message', (bytes, { port, address }) => {
    const query = decode(bytes);
    asked.push({ name: query.questions?.[0]?.name ?? '', by: 'udp' });
    if (silent > 0) {
      silent -= 1;
      return;
    }
    const send = (reply: Buffer) => udp.send(reply, port, address);
    if (mood.garbage === true) return send(Buffer.from('this is no message at all'));
    const reply = replyTo(query, view, mood);
    if (mood.spoofed === true) {
      send(encode({ ...reply, id: ((reply.id ?? 0) + 1) & 0xffff, answers: [ELSEWHERE] }));
      send(encode({ ...reply, questions: [{ type: 'A', name: 'evil.example' }], answers: [ELSEWHERE] }));
    }
    send(
      encode(
        mood.truncates === true
          ? { ...reply, flags: (reply.flags ?? 0) | TRUNCATED_RESPONSE, answers: [] }
          : reply,
      ),
    );
  });
  const port = await bindBoth(udp, tcp);
  return {
    port,
    name: `127.0.0.1:${port}`,
    asked,
    close: async () => {
      await new Promise<void>((resolve) => udp.close(() => resolve()));
      await new Promise<void>((resolve) => void tcp.close(() => resolve()));
    },
  };
}

const ELSEWHERE: StringAnswer = { type: 'A', name: 'evil.example', data: '203.0.113.66' };

/** A port that is free for UDP may be taken for TCP: then another one is tried. */
async function bindBoth(
  udp: ReturnType<typeof createSocket>,
  tcp: ReturnType<typeof createServer>,
): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    await new Promise<void>((resolve, reject) => {
      tcp.once('error', reject);
      tcp.listen(0, '127.0.0.1', () => {
        tcp.off('error', reject);
        resolve();
      });
    });
    const { port } = tcp.address() as { readonly port: number };
    const isBound = await new Promise<boolean>((resolve) => {
      udp.once('error', () => resolve(false));
      udp.bind(port, '127.0.0.1', () => resolve(true));
    });
    if (isBound) return port;
    await new Promise<void>((resolve) => void tcp.close(() => resolve()));
  }
  throw new Error('There is no port that is free for UDP and TCP.');
}

const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

function replyTo(query: Packet, view: View, mood: DnsMood): Packet {
  const { id = 0, questions = [] } = query;
  const name = questions[0]?.name ?? '';
  const { answers, rcode } =
    mood.rcode === undefined ? answersFor(name, view, mood) : { answers: [], rcode: mood.rcode };
  return { type: 'response', id, flags: RECURSION | RCODES[rcode], questions, answers: [...answers] };
}

/** Recursion desired and available. */
const RECURSION = 0x0180;

/** Follows aliases within the view, as resolvers do. */
function answersFor(
  asked: string,
  view: View,
  { oneHop = false }: DnsMood,
): { readonly answers: readonly StringAnswer[]; readonly rcode: keyof typeof RCODES } {
  const answers: StringAnswer[] = [];
  let name = asked;
  for (;;) {
    const found = view[name.toLowerCase()];
    const entry =
      found !== undefined && 'asked' in found ? found[name === asked ? 'asked' : 'followed'] : found;
    if (entry === undefined) return { answers, rcode: 'NXDOMAIN' };
    if ('nothing' in entry) return { answers, rcode: 'NOERROR' };
    if ('asked' in entry) throw new Error('An entry is one or the other.');
    if ('a' in entry) {
      answers.push(...entry.a.map((data) => ({ type: 'A' as const, name, data, ttl: entry.ttl ?? 10 })));
      return { answers, rcode: 'NOERROR' };
    }
    if (answers.some((each) => each.name === name)) return { answers, rcode: 'NOERROR' };
    answers.push({ type: 'CNAME', name, data: entry.cname, ttl: entry.ttl ?? 3600 });
    if (oneHop) return { answers, rcode: 'NOERROR' };
    name = entry.cname;
  }
}
