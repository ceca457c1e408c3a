import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one command, or one request of the script itself, came to. */
export interface Step {
  readonly title: string;
  readonly command: string;
  readonly startedAt: string;
  readonly seconds: number;
  /** Of a process its exit code, of a request its status. */
  readonly result: number | null;
  readonly expected: number;
  readonly stdout: string;
  /** With `-v`: each request with its status, time and request id. */
  readonly stderr: string;
}

export interface Transcript {
  add(step: Step): void;
  note(text: string): void;
  finish(summary: object): void;
}

/** Variables whose values let their holder in. */
const SECRET_VARIABLE = /SECRET|PASSWORD|TOKEN|PROXY|IDENTITY_HEADER|SAS|KEY/i;
const SHORTEST_SECRET = 6;
const TOKEN = /eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+)+/g;

/** Takes out what no transcript may hold. acrctl prints none of it: this is the second lock on the door. */
export function createMask(env: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const values = Object.entries(env)
    .flatMap(([name, value = '']) => (SECRET_VARIABLE.test(name) ? [value, ...passwordsIn(value)] : []))
    .filter((value) => value.length >= SHORTEST_SECRET);
  const longestFirst = [...new Set(values)].toSorted((a, b) => b.length - a.length);
  return (text) =>
    longestFirst
      .reduce((masked, value) => masked.replaceAll(value, '(secret)'), text)
      .replace(TOKEN, '(token)');
}

/** As the URL has it, and as it is meant. */
function passwordsIn(value: string): readonly string[] {
  if (!URL.canParse(value)) return [];
  const { password } = new URL(value);
  return [password, decodeURIComponent(password)];
}

/** Writes `transcript.md` as it goes, so that nothing is lost where the run ends early, and `result.json` at the end. */
export function openTranscript(folder: string, title: string, mask: (text: string) => string): Transcript {
  const path = join(folder, 'transcript.md');
  const steps: Step[] = [];
  writeFileSync(path, mask(`# ${title}\n`), { mode: 0o600 });
  const write = (text: string) => appendFileSync(path, mask(`\n${text}\n`));
  return {
    note: (text) => write(text),
    add(step) {
      steps.push(step);
      const verdict = step.result === step.expected ? 'as expected' : `**expected ${step.expected}**`;
      write(
        [
          `## ${step.title}`,
          '',
          `${step.startedAt}, ${step.seconds.toFixed(1)} s, ${step.result} (${verdict})`,
          '',
          fenced(`$ ${step.command}\n${step.stdout}`),
          ...(step.stderr === '' ? [] : ['', fenced(step.stderr)]),
        ].join('\n'),
      );
    },
    finish(summary) {
      const told = steps.map(({ stdout: _, stderr: __, ...step }) => step);
      const text = JSON.stringify({ ...summary, steps: told }, null, 2);
      writeFileSync(join(folder, 'result.json'), mask(`${text}\n`), { mode: 0o600 });
    },
  };
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text.trimEnd()}\n${fence}`;
}
