/**
 * What Azure draws is drawn again by the emulator: GUIDs, the ids of operations and whatever is made of them (entity tags,
 * names of connections and interfaces). A recorded one and the emulated one in its place are bound to each other when they
 * first meet, and have to meet again wherever either stands.
 */
export interface Tokens {
  /** A text of a recorded request as the emulator has to get it. */
  toEmulated(recorded: string): string;
  /**
   * Compares a recorded text with the emulated one. `bound` where they are alike but for tokens that meet for the first
   * time, which then are bound; `time` where they are alike but for points of time.
   */
  compare(recorded: string, emulated: string): 'same' | 'bound' | 'time' | 'different';
  /** Whether they could be the same; binds nothing. */
  couldMeet(recorded: string, emulated: string): boolean;
  /** As it is now, to go on from twice. */
  copy(): Tokens;
}

const GUID =
  '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])';
const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?`;
const TOKEN = new RegExp(`(${GUID})|(${TIME})`, 'gi');

/** What recordings have in the place of the ids of subscription and tenant. */
const SCRUBBED = '00000000-0000-0000-0000-000000000000';

export function createTokens(
  tenantId: string,
  forth: Map<string, string> = new Map(),
  back: Map<string, string> = new Map(),
): Tokens {
  const bind = (recorded: string, emulated: string): void => {
    forth.set(recorded, emulated);
    back.set(emulated, recorded);
  };
  const meet = (recorded: string, emulated: string): 'same' | 'new' | 'different' => {
    const [left, right] = [recorded.toLowerCase(), emulated.toLowerCase()];
    if (left.length !== right.length) return 'different';
    if (left === SCRUBBED) return right === SCRUBBED || right === tenantId ? 'same' : 'different';
    const known = forth.get(left);
    if (known !== undefined) return known === right ? 'same' : 'different';
    return back.has(right) ? 'different' : 'new';
  };
  const walk = (recorded: string, emulated: string, isBinding: boolean): ReturnType<Tokens['compare']> => {
    const [left, right] = [split(recorded), split(emulated)];
    if (left.length !== right.length) return 'different';
    let result: 'same' | 'bound' | 'time' = 'same';
    for (const [at, part] of left.entries()) {
      const other = right[at];
      if (other === undefined || other.kind !== part.kind) return 'different';
      if (part.kind === 'text' && part.text !== other.text) return 'different';
      if (part.kind === 'time') result = 'time';
      if (part.kind !== 'guid') continue;
      const met = meet(part.text, other.text);
      if (met === 'different') return 'different';
      if (met === 'same') continue;
      if (isBinding) bind(part.text.toLowerCase(), other.text.toLowerCase());
      result = 'bound';
    }
    return result;
  };
  return {
    toEmulated: (recorded) =>
      recorded.replace(TOKEN, (token, guid: string | undefined) => {
        if (guid === undefined) return token;
        const known = forth.get(guid.toLowerCase());
        // What the client chose is the same in both worlds.
        if (known === undefined) bind(guid.toLowerCase(), guid.toLowerCase());
        return known === undefined || known === guid.toLowerCase() ? token : known;
      }),
    compare: (recorded, emulated) => walk(recorded, emulated, true),
    couldMeet: (recorded, emulated) =>
      walk(recorded.toLowerCase(), emulated.toLowerCase(), false) !== 'different',
    copy: () => createTokens(tenantId, new Map(forth), new Map(back)),
  };
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
