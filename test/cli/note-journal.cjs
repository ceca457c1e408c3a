'use strict';

/**
 * Preloaded into a process of acrctl whose emulator is in it, so that nobody outside sees its requests: what it appends
 * to its journal, it appends to the file NOTED_JOURNAL first. An intent is in the journal before its request is sent.
 */
const { appendFileSync } = require('node:fs');
const files = require('node:fs/promises');
const { syncBuiltinESMExports } = require('node:module');

const { open } = files;

files.open = async (path, ...how) => {
  const file = await open(path, ...how);
  if (!String(path).endsWith('journal.jsonl')) return file;
  const write = file.write.bind(file);
  file.write = (bytes, from, length) => {
    appendFileSync(process.env.NOTED_JOURNAL, bytes.subarray(from, from + length));
    return write(bytes, from, length);
  };
  return file;
};
syncBuiltinESMExports();
