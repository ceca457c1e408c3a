import { type Answer, decode, type Packet, type Question, RECURSION_DESIRED } from 'dns-packet';

/** A question for the IPv4 addresses of a name, as DNS carries it (RFC 1035, 4.1). */
export function addressQuery(id: number, host: string): Packet {
  return { type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type: 'A', name: host, class: 'IN' }] };
}

/** What a server said. */
export interface Reply {
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, `REFUSED`, … */
  readonly rcode: string;
  /** The rest did not fit: it has to be asked for by TCP. */
  readonly isTruncated: boolean;
  readonly records: readonly {
    readonly name: string;
    readonly type: string;
    readonly data: string;
    readonly ttl: number;
  }[];
}

/** The reply to the question; undefined where the bytes are none to it, as when somebody guesses at ids. */
export function replyIn(bytes: Buffer, id: number, host: string): Reply | 'malformed' | undefined {
  let packet: Packet & { readonly rcode?: string; readonly flag_tc?: boolean };
  try {
    packet = decode(bytes);
  } catch {
    return 'malformed';
  }
  if (packet.id !== id || packet.type !== 'response' || !asks(packet.questions, host)) return undefined;
  return {
    rcode: packet.rcode ?? 'NOERROR',
    isTruncated: packet.flag_tc === true,
    records: (packet.answers ?? []).flatMap(recordOf),
  };
}

/** Servers that cannot read a question leave it out. */
function asks(questions: readonly Question[] | undefined, host: string): boolean {
  const [question] = questions ?? [];
  return question === undefined || folded(question.name) === folded(host);
}

function recordOf(answer: Answer): Reply['records'] {
  if (answer.type !== 'A' && answer.type !== 'CNAME') return [];
  const { name, type, data, ttl = 0 } = answer;
  return [{ name: folded(name), type, data: type === 'CNAME' ? folded(data) : data, ttl }];
}

/** Names are compared without case and without the dot of the root. */
export function folded(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
