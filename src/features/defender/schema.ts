import type { JsonObject } from '../../core/json.ts';

/** `azure.defender`: what is of a whole subscription. */
export const defenderSchema: JsonObject = {
  title: 'Defender for Cloud',
  description:
    'Plans of Microsoft Defender for Cloud in azure.subscription. They are of the whole subscription: acrctl brings them to what the file says, and leaves them so when the file no longer says it, and when the stack is destroyed.',
  type: 'object',
  additionalProperties: false,
  properties: {
    containers: {
      title: 'Defender for Containers',
      description:
        'With true, the plan is on, and images in registries are scanned for vulnerabilities. It covers every registry and every cluster of the subscription, those of others too, and is billed for all of them. With false, it is turned off for all of them. Left out, it is not managed.',
      type: 'boolean',
      'x-requirements': ['2.6'],
    },
  },
  examples: [{ containers: true }],
};
