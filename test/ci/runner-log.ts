/** Reads the log of a step as the runner of GitHub Actions does: actions/runner, src/Runner.Common/ActionCommand.cs. */

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly file?: string;
  readonly line?: string;
  readonly col?: string;
  readonly endLine?: string;
  readonly endColumn?: string;
  readonly title?: string;
}

export interface ReadLog {
  readonly annotations: readonly Annotation[];
  readonly masked: readonly string[];
  /** Commands of any other name that the runner would have obeyed. */
  readonly others: readonly string[];
}

export function readLog(log: string): ReadLog {
  const read = { annotations: [] as Annotation[], masked: [] as string[], others: [] as string[] };
  let stopped: string | undefined;
  for (const line of log.split(/\r\n|\r|\n/)) {
    const command = parseCommand(line);
    if (command === undefined) continue;
    if (stopped !== undefined) {
      if (command.name === stopped) stopped = undefined;
    } else if (command.name === 'stop-commands') stopped = command.message;
    else if (command.name === 'add-mask') read.masked.push(command.message);
    else if (/^(error|warning|notice)$/.test(command.name)) {
      const level = command.name as Annotation['level'];
      read.annotations.push({ level, message: command.message, ...command.properties });
    } else read.others.push(line);
  }
  return read;
}

function parseCommand(line: string) {
  const text = line.trimStart();
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1;
  if (end === -1) return parseOldCommand(line);
  const [header, message] = [text.slice(2, end), text.slice(end + 2)];
  const [name = ''] = header.split(' ');
  const properties = header
    .slice(name.length)
    .trim()
    .split(',')
    .filter((pair) => pair.includes('='))
    .map((pair) => [pair.slice(0, pair.indexOf('=')), unescapeProperty(pair.slice(pair.indexOf('=') + 1))]);
  return { name, message: unescapeData(message), properties: Object.fromEntries(properties) };
}

/** `##[name]`, anywhere in a line. */
function parseOldCommand(line: string) {
  const [, name, message] = /##\[([^\]\s]+)[^\]]*\](.*)/.exec(line) ?? [];
  return name === undefined ? undefined : { name, message: message ?? '', properties: {} };
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}
