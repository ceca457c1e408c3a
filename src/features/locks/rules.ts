import type { Diagnostic } from '../../core/diagnostic.ts';
import { type NameRule, nameFaults } from '../names.ts';
import { type RuleInput, warningAt } from '../rule.ts';

/** Names of locks, and the kind that stops more than people expect. */
export function lockRules(input: RuleInput): readonly Diagnostic[] {
  const locks = input.placed.registries.flatMap((registry) => registry.locks);
  return locks.flatMap((lock) => [
    ...nameFaults(input, lock, LOCK_NAME),
    ...(lock.entry.level === 'readOnly'
      ? [
          warningAt(
            input,
            'ACR1283',
            { path: [...lock.path, 'level'], address: lock.address },
            {
              detail:
                'A readOnly lock stops every write by Azure Resource Manager, those of acrctl too: to change anything of the registry, take the lock out of the file, apply, and put it back. It also stops calls that only read in a POST, such as those for the passwords of the admin user. Pulls and pushes go on.',
              hint: 'write canNotDelete, which stops deletions only',
            },
          ),
        ]
      : []),
  ]);
}

// Microsoft's name rules, as PSRule and Terraform have them: up to 260 characters, none of these.
const LOCK_NAME: NameRule = {
  what: 'a lock',
  pattern: /^[^<>*%&:\\?+/]{1,260}$/,
  words: '1 to 260 characters, and none of < > * % & : \\ ? + /',
};
