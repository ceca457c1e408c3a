// @ts-check
import { requiredVariable } from './environment.mjs';
import { ask } from './http.mjs';

/**
 * The REST interface of GitHub, as far as the action needs it, for the repository that the workflow runs in.
 *
 * @typedef {object} Repository
 * @property {(path: string) => Promise<unknown>} get
 * @property {(path: string, list?: string) => Promise<readonly any[]>} list every page; `list` names the array in a page
 * @property {(path: string, json: unknown) => Promise<any>} post
 * @property {(path: string, json: unknown) => Promise<any>} patch
 * @property {() => Promise<string>} writer
 */

/** No page of more than a hundred entries is given, and nobody looks through more than this many. */
const MOST_PAGES = 50;

/**
 * @param {string} token
 * @returns {Repository}
 */
export function openRepository(token) {
  const root = `${requiredVariable('GITHUB_API_URL')}/repos/${requiredVariable('GITHUB_REPOSITORY')}`;
  return {
    get: async (path) => (await ask('GET', root + path, token)).body,
    list: async (path, list) => {
      const found = [];
      /** @type {string | undefined} */
      let url = `${root}${path}${path.includes('?') ? '&' : '?'}per_page=100`;
      for (let page = 0; url !== undefined && page < MOST_PAGES; page += 1) {
        const { body, next } = await ask('GET', url, token);
        found.push(.../** @type {any} */ (list === undefined ? body : /** @type {any} */ (body)[list]));
        url = next;
      }
      return found;
    },
    post: async (path, json) => (await ask('POST', root + path, token, json)).body,
    patch: async (path, json) => (await ask('PATCH', root + path, token, json)).body,
    writer: () => loginOf(token),
  };
}

/**
 * Who this token writes as. The token of a job may not ask REST for that ("Resource not accessible by integration" on
 * GET /user), and gets an answer from GraphQL; so does marocchino/sticky-pull-request-comment.
 *
 * @param {string} token
 * @returns {Promise<string>}
 */
async function loginOf(token) {
  const { body } = await ask('POST', requiredVariable('GITHUB_GRAPHQL_URL'), token, {
    query: '{ viewer { login } }',
  });
  return /** @type {any} */ (body).data.viewer.login;
}
