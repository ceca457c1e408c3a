import type { Json } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';

/** What tells a custom rule of a policy apart. */
export function ruleName(rule: Json | undefined): string {
  return textAt(rule, 'name') ?? 'a rule without a name';
}

/** `Countries: Block GeoMatch KP`. */
export function ruleLine(rule: Json | undefined): string {
  const conditions = listAt(rule, 'matchConditions').map((each) => {
    const not = getPath(each, 'negationConditon') === true ? 'not ' : '';
    return `${not}${textAt(each, 'operator') ?? ''} ${listAt(each, 'matchValues').map(String).join(', ')}`;
  });
  const off = textAt(rule, 'state') === 'Disabled' ? ' (turned off)' : '';
  return `${ruleName(rule)}: ${textAt(rule, 'action') ?? ''} ${conditions.join(' and ')}${off}`;
}
