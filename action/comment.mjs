// @ts-check
import { isOurs, markerOf } from './marker.mjs';

/**
 * One comment of a kind for each stack of a pull request: made once, and afterwards changed.
 *
 * @param {import('./repository.mjs').Repository} repository
 * @param {{ readonly pullRequest: number, readonly kind: string, readonly header: string, readonly markdown: string }} comment
 * @returns {Promise<string>} its address
 */
export async function writeComment(repository, { pullRequest, kind, header, markdown }) {
  const marker = markerOf(kind, header);
  const body = `${marker}\n${markdown}`;
  const writer = await repository.writer();
  const comments = await repository.list(`/issues/${pullRequest}/comments`);
  const earlier = comments.findLast((each) => isOurs(each, marker, writer));
  const written =
    earlier === undefined
      ? await repository.post(`/issues/${pullRequest}/comments`, { body })
      : await repository.patch(`/issues/comments/${earlier.id}`, { body });
  return written.html_url;
}
