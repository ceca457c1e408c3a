/**
 * Lines in which the id of an object stands among words: it is there to be copied, so it has a line of its own. Lists
 * are left out, in which a line is one entry.
 */
export function idsAmongWords(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => /\/subscriptions\/\S+\/providers\//.test(line));
  return lines.filter((line) => !/^\d+\. |^(?:[A-Z]+ )?\/\S+[^\s.,:;)]$/.test(line));
}
