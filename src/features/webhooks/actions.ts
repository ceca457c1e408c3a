/** What a webhook may tell, by our word, in that of Azure (the specification, `actions` of a webhook). */
export const WEBHOOK_ACTIONS = {
  push: 'push',
  delete: 'delete',
  quarantine: 'quarantine',
  chartPush: 'chart_push',
  chartDelete: 'chart_delete',
} as const;
