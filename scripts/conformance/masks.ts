/**
 * The members of answers whose value nobody but Azure can know. Each stands here by name with its reason; nothing else is
 * left out of a comparison.
 */
export interface Mask {
  /** Type of the interaction, lower case. */
  readonly type: RegExp;
  /** Path in the body, with `[]` for positions. */
  readonly path: RegExp;
  /** `value`: it has to be there on both sides. `presence`: where it is on both, the values have to be alike. */
  readonly hides: 'value' | 'presence' | 'both';
  readonly reason: string;
}

const GROUPS = /^microsoft\.resources\/resourcegroups$/;

export const MASKS: readonly Mask[] = [
  {
    type: /./,
    path: /(^|\.)systemData\.(created|lastModified)By(Type)?$/,
    hides: 'value',
    reason: 'who the recorded caller was, a person or an application; persons are scrubbed',
  },
  {
    type: /credentials?$/,
    path: /^passwords\[\]\.value$/,
    hides: 'value',
    reason: 'passwords are scrubbed',
  },
  {
    type: GROUPS,
    path: /^tags\.(test|module)$/,
    hides: 'presence',
    reason:
      'newer versions of the azure-cli test framework put them on the group that they make before the recording',
  },
  {
    type: GROUPS,
    path: /^tags\.(Creator|DateCreated|creationdate)$/,
    hides: 'both',
    reason: 'a policy of that subscription put them on every group',
  },
];

export function maskOf(type: string, path: string): Mask | undefined {
  return MASKS.find((mask) => mask.type.test(type) && mask.path.test(path));
}
