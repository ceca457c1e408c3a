import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

/** What an expression may refer to: `github`, `env`, `steps` and so on, as JSON. */
export type Contexts = Readonly<Record<string, unknown>>;

/** How the steps before this one ended, and whether the run was cancelled. */
export interface Status {
  readonly failed: boolean;
  readonly cancelled: boolean;
}

/** The value of an expression of GitHub Actions, by GitHub's own evaluator. */
export function evaluate(expression: string, contexts: Contexts, status?: Status): unknown {
  const functions = statusFunctions(status);
  const names = Object.keys(contexts);
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, names, [...functions.values()]).parse();
  const known = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  const value = new Evaluator(parsed, known, functions).evaluate();
  return JSON.parse(JSON.stringify(value, data.replacer));
}

/** Text with every `${{ … }}` in it replaced, as the runner does before a step sees it. */
export function interpolate(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => asText(evaluate(expression, contexts)));
}

/** Whether a step or job runs: without a word about the status, only after success. */
export function isToRun(condition: unknown, contexts: Contexts, status: Status): boolean {
  const expression =
    condition === undefined ? 'success()' : String(condition).replace(/^\$\{\{(.*)\}\}$/s, '$1');
  const asksStatus = /\b(success|failure|always|cancelled)\(\)/.test(expression);
  const whole = asksStatus ? expression : `success() && (${expression})`;
  return isTruthy(evaluate(whole, contexts, status));
}

function statusFunctions(status: Status | undefined) {
  if (status === undefined) return new Map();
  const { failed, cancelled } = status;
  const values = { success: !failed && !cancelled, failure: failed && !cancelled, always: true, cancelled };
  return new Map(
    Object.entries(values).map(([name, value]) => [
      name,
      { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) },
    ]),
  );
}

function isTruthy(value: unknown): boolean {
  return value !== false && value !== null && value !== '' && value !== 0;
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
