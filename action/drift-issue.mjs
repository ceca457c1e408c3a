// @ts-check
import { isOurs, markerOf } from './marker.mjs';

/**
 * @typedef {object} DriftReport
 * @property {string} header of the stack, whatever is in its files
 * @property {string} label
 * @property {boolean} isDrifting
 * @property {string} title
 * @property {string} markdown
 * @property {string} run address of this run
 */

/**
 * One open issue while Azure differs from what was applied: opened, changed, and closed when the difference is gone. One
 * that a person closed is left closed; the next drift opens another.
 *
 * @param {import('./repository.mjs').Repository} repository
 * @param {DriftReport} report
 * @returns {Promise<number | undefined>} the number of the issue that is open, or was closed now
 */
export async function keepDriftIssue(repository, { header, label, isDrifting, title, markdown, run }) {
  const marker = markerOf('drift', header);
  const writer = await repository.writer();
  const open = await repository.list(`/issues?state=open&labels=${encodeURIComponent(label)}`);
  const issue = open.find((each) => each.pull_request === undefined && isOurs(each, marker, writer));
  if (!isDrifting) {
    if (issue === undefined) return undefined;
    await repository.post(`/issues/${issue.number}/comments`, { body: `The drift is gone: ${run}` });
    await repository.patch(`/issues/${issue.number}`, { state: 'closed', state_reason: 'completed' });
    return issue.number;
  }
  const body = `${marker}\n${markdown}`;
  if (issue === undefined) return (await repository.post('/issues', { title, body, labels: [label] })).number;
  await repository.patch(`/issues/${issue.number}`, { title, body });
  return issue.number;
}
