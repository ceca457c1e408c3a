import { createEmulator } from '../../src/emulator/index.ts';
import type { BrokenLine, Cassette, Interaction } from './cassette.ts';
import { type Answered, type Judgement, judge } from './judge.ts';
import { type Replayed, replay, routedTypes, tenantOf } from './replay.ts';
import { createTokens, type Tokens } from './tokens.ts';

/** One interaction, judged. */
export interface Judged extends Judgement {
  readonly recorded: Interaction;
  /** Lower case; '' where an operation is polled whose beginning is not in the cassette. */
  readonly type: string;
  /** As the recorded path spells it. */
  readonly shownType: string;
  readonly apiVersion: string;
  readonly isRouted: boolean;
  /** Judges another recorded answer in the place of this one: for finding out whether a change would be noticed. */
  readonly rejudge: (changed: Interaction) => Judgement;
  /** What the emulator answered, one a request. */
  readonly answers: readonly Answered[];
}

export interface Measured {
  readonly judged: readonly Judged[];
  readonly broken: readonly BrokenLine[];
}

/** Replays every cassette on an emulator of its own, and judges each answer. */
export async function measure(cassettes: readonly Cassette[]): Promise<Measured> {
  const emulator = createEmulator({
    clock: { now: () => 0, sleep: async () => undefined },
    origin: 'https://management.azure.com',
  });
  const [routed, tenant] = await Promise.all([routedTypes(emulator), tenantOf(emulator)]);
  const judged: Judged[] = [];
  for (const cassette of cassettes) {
    const tokens = createTokens(tenant);
    await replay(cassette, { tokens, newest: (type) => routed.get(type)?.[0] }, (replayed) =>
      judged.push(judgedOf(replayed, tokens, routed)),
    );
  }
  // What is refused once as not built counts as without a route, whatever else was answered for it.
  const lacking = new Set(judged.filter(({ answers }) => isRefused(answers)).map(({ type }) => type));
  const counted = judged.map((each) => ({
    ...each,
    isRouted: routed.has(each.type) || (each.isRouted && !lacking.has(each.type)),
  }));
  return { judged: counted, broken: cassettes.flatMap(({ broken }) => broken) };
}

function judgedOf(
  replayed: Replayed,
  tokens: Tokens,
  routed: ReadonlyMap<string, readonly string[]>,
): Judged {
  const { recorded, type } = replayed;
  const before = tokens.copy();
  return {
    ...judgeAll(replayed, recorded, tokens),
    recorded,
    type,
    shownType: replayed.shownType,
    apiVersion: recorded.query['api-version'] ?? '',
    isRouted: routed.has(type) || replayed.isAction,
    answers: replayed.answers,
    rejudge: (changed) => judgeAll(replayed, changed, before.copy()),
  };
}

/** The emulator says so where it has no route. */
function isRefused(answers: readonly Answered[]): boolean {
  return answers.some(({ status }) => status === 501);
}

/** A folded line stands for equal answers: each is compared, the first is counted. */
function judgeAll({ type, answers }: Replayed, recorded: Interaction, tokens: Tokens): Judgement {
  const [first, ...others] = answers.map((answered) => judge(type, recorded, answered, tokens));
  if (first === undefined) throw new Error(`Nothing was sent for ${recorded.cassette} #${recorded.index}.`);
  const other = others.find(({ differences }) => differences.length > 0);
  return first.differences.length > 0 || other === undefined
    ? first
    : { ...first, differences: other.differences };
}
