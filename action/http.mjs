// @ts-check
/** A request to GitHub that did not succeed. */
class RequestError extends Error {
  /**
   * @param {string} message
   * @param {number} status
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const LONGEST_REQUEST_MS = 30_000;
const TRIES = 3;

/**
 * One request to GitHub. Where the answer is lost or 5xx it is tried three times, but for what makes something: nobody
 * knows whether that was made.
 *
 * @param {'GET' | 'POST' | 'PATCH'} method
 * @param {string} url
 * @param {string} token
 * @param {unknown} [json]
 * @returns {Promise<{ body: unknown, next: string | undefined }>} `next` is the page after this one of a list
 */
export async function ask(method, url, token, json) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await once(method, url, token, json);
    } catch (error) {
      const isPassing = !(error instanceof RequestError) || error.status >= 500;
      if (method === 'POST' || !isPassing || tried === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, tried * 1_000));
    }
  }
}

/**
 * @param {string} method
 * @param {string} url
 * @param {string} token
 * @param {unknown} json
 */
async function once(method, url, token, json) {
  const answer = await fetch(url, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'acrctl-action',
      'x-github-api-version': '2022-11-28',
      ...(json !== undefined && { 'content-type': 'application/json' }),
    },
    signal: AbortSignal.timeout(LONGEST_REQUEST_MS),
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  const text = await answer.text();
  if (!answer.ok) {
    // Without the query: that of a token names who asked.
    const { origin, pathname } = new URL(url);
    throw new RequestError(
      `${method} ${origin}${pathname}: ${answer.status} ${messageIn(text)}`,
      answer.status,
    );
  }
  return { body: text === '' ? undefined : JSON.parse(text), next: nextPage(answer.headers.get('link')) };
}

/** @param {string} text */
function messageIn(text) {
  try {
    return String(JSON.parse(text).message).slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}

/** @param {string | null} link */
function nextPage(link) {
  return /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
}
