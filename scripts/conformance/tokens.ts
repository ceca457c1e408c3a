/**
 * What Azure draws is drawn again by the emulator: GUIDs and whatever is made of them (entity tags, names of connections and
 * interfaces), parts of domains, and points of time. A recorded one and the emulated one in its place are bound to each other when
 * they first meet, and have to meet again wherever the recorded one stands; no GUID and no domain stands for two.
 */
export interface Tokens {
  /** A text of a recorded request as the emulator has to get it. */
  toEmulated(recorded: string): string;
  /**
   * Compares a recorded text with the emulated one. `bound` where they are alike but for tokens that meet for the first
   * time, and now are bound, or for points of time: of those it is only told that they do not contradict.
   */
  compare(recorded: string, emulated: string): 'same' | 'bound' | 'different';
  /** Whether they could be the same; binds nothing. */
  couldMeet(recorded: string, emulated: string): boolean;
  /** As it is now, to go on from twice. */
  copy(): Tokens;
}

const GUID =
  '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])';
/**
 * `2s3b0jxe1z2uxkro2odhznyqlb.xx.internal.cloudapp.net`: drawn, and a code that Azure gave the region. In
 * `www.cvcha2gjbtgteafb.westus.sysgen.cloudapp.azure.com` what keeps the name for its owner.
 */
const DOMAIN = String.raw`(?<![0-9a-z])(?:[0-9a-z]{26}\.[a-z]+(?=\.internal\.cloudapp\.net)|[0-9a-z]{16}(?=\.\w+\.sysgen\.cloudapp\.))`;
const TIME = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?`;
const TOKEN = new RegExp(`(${GUID}|${DOMAIN})|(${TIME})`, 'gi');

/** What recordings have in the place of the ids of subscription and tenant. */
const SCRUBBED = '00000000-0000-0000-0000-000000000000';
/** What azure-service-operator has in the place of every point of time. */
const SCRUBBED_TIME = '2001-02-03t04:05:06z';

export function createTokens(
  tenantId: string,
  forth: Map<string, string> = new Map(),
  back: Map<string, string> = new Map(),
): Tokens {
  const bind = (recorded: string, emulated: string): void => {
    // The scrubbed id stands for the subscription in requests, which nothing else may take the place of.
    if (recorded !== SCRUBBED) forth.set(recorded, emulated);
    back.set(emulated, recorded);
  };
  const meetGuid = (recorded: string, emulated: string): Meeting => {
    if (lengthOf(recorded) !== lengthOf(emulated)) return 'different';
    if (recorded === SCRUBBED && emulated === SCRUBBED) return 'same';
    if (recorded === SCRUBBED && emulated !== tenantId) return 'different';
    if (back.get(emulated) === recorded) return 'same';
    const known = forth.get(recorded);
    if (known !== undefined) return known === emulated ? 'same' : 'different';
    return back.has(emulated) ? 'different' : 'new';
  };
  const meetTime = (recorded: string, emulated: string): Meeting => {
    if (recorded === emulated) return 'same';
    if (recorded === SCRUBBED_TIME) return 'untold';
    // What the client sent has to come back.
    if (back.get(emulated) === emulated) return 'different';
    const known = forth.get(recorded);
    if (known !== undefined) return known === emulated ? 'untold' : 'different';
    return zoneOf(recorded) === zoneOf(emulated) ? 'new' : 'different';
  };
  const walk = (recorded: string, emulated: string, isBinding: boolean): ReturnType<Tokens['compare']> => {
    const [left, right] = [split(recorded), split(emulated)];
    if (left.length !== right.length) return 'different';
    let result: 'same' | 'bound' = 'same';
    for (const [at, part] of left.entries()) {
      const other = right[at];
      if (other === undefined || other.kind !== part.kind) return 'different';
      if (part.kind === 'text') {
        if (part.text !== other.text) return 'different';
        continue;
      }
      const [mine, its] = [part.text.toLowerCase(), other.text.toLowerCase()];
      const met = part.kind === 'guid' ? meetGuid(mine, its) : meetTime(mine, its);
      if (met === 'different') return 'different';
      if (met === 'new' && isBinding) bind(mine, its);
      if (met !== 'same') result = 'bound';
    }
    return result;
  };
  return {
    toEmulated: (recorded) =>
      recorded.replace(TOKEN, (token) => {
        const own = token.toLowerCase();
        const known = forth.get(own);
        // What the client chose is the same in both worlds.
        if (known === undefined) bind(own, own);
        return known === undefined || known === own ? token : known;
      }),
    compare: (recorded, emulated) => walk(recorded, emulated, true),
    couldMeet: (recorded, emulated) =>
      walk(recorded.toLowerCase(), emulated.toLowerCase(), false) !== 'different',
    copy: () => createTokens(tenantId, new Map(forth), new Map(back)),
  };
}

/** Whether two tokens stand for each other; `untold` where they may, and others might as well. */
type Meeting = 'same' | 'new' | 'untold' | 'different';

/** The code of the region in a domain has two letters or more. */
function lengthOf(token: string): number {
  return (token.split('.')[0] ?? '').length;
}

function zoneOf(time: string): string {
  return /(z|[+-]\d\d:\d\d)?$/.exec(time)?.[0] ?? '';
}

interface Part {
  readonly kind: 'text' | 'guid' | 'time';
  readonly text: string;
}

function split(text: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push({ kind: match[1] === undefined ? 'time' : 'guid', text: match[0] });
    from = match.index + match[0].length;
  }
  return [...parts, { kind: 'text', text: text.slice(from) }];
}
