/** JSON as ARM speaks it; the engine treats every body as one of these. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** A text in JSON quotes, as a part of a regular expression: what it matches, `JSON.parse` reads. */
export const JSON_STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"`;
