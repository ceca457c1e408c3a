// @ts-check
import { readFileSync } from 'node:fs';

/**
 * Keeps one work item of Azure Boards open while there is drift: made, changed, and closed when the drift is gone.
 *
 *   node drift-work-item.mjs DRIFT.json DRIFT.txt
 *
 * with what `acrctl drift` wrote with --json-into, and what it printed. Speaks to the interface of Azure DevOps (Work Item
 * Tracking, 7.1) with the token of the build in SYSTEM_ACCESSTOKEN. WORK_ITEM_TYPE names another type than Task, which all
 * processes have.
 */

const [jsonFile = '', textFile = ''] = process.argv.slice(2);
const { stack, drift } = JSON.parse(readFileSync(jsonFile, 'utf8'));
const type = process.env['WORK_ITEM_TYPE'] ?? 'Task';
const project = `${variable('SYSTEM_COLLECTIONURI')}${encodeURIComponent(variable('SYSTEM_TEAMPROJECT'))}`;
const run = `${project}/_build/results?buildId=${variable('BUILD_BUILDID')}`;
/** By this it is found again. */
const tag = `acrctl-drift-${stack}`;

const states = await statesOf(type);
const [open] = (await tagged()).filter(({ fields }) => !isClosed(fields['System.State'] ?? ''));
const count = drift.length;

if (count > 0) {
  const objects = count === 1 ? '1 object differs' : `${count} objects differ`;
  const fields = {
    'System.Title': `Drift in ${stack}: ${objects} from what was applied`,
    'System.Description': `<pre>${html(readFileSync(textFile, 'utf8').trim())}</pre><p><a href="${html(run)}">The run</a></p>`,
  };
  if (open === undefined) {
    const made = await ask(
      'POST',
      `/_apis/wit/workitems/$${encodeURIComponent(type)}`,
      patch({ ...fields, 'System.Tags': tag }),
    );
    process.stdout.write(`Work item ${made.id} was opened.\n`);
  } else {
    await ask('PATCH', `/_apis/wit/workitems/${open.id}`, patch(fields));
    process.stdout.write(`Work item ${open.id} says what differs now.\n`);
  }
} else if (open !== undefined) {
  const closed = states.find(({ category }) => category === 'Completed');
  const change = {
    'System.State': closed?.name,
    'System.History': `The drift is gone: <a href="${html(run)}">the run</a>`,
  };
  await ask('PATCH', `/_apis/wit/workitems/${open.id}`, patch(change));
  process.stdout.write(`Work item ${open.id} was closed.\n`);
}

/** Processes name their states differently, and sort them into the same categories. @param {string} name */
async function statesOf(name) {
  const { value } = await ask('GET', `/_apis/wit/workitemtypes/${encodeURIComponent(name)}/states`);
  return /** @type {readonly { readonly name: string, readonly category: string }[]} */ (value);
}

/** @param {string} state */
function isClosed(state) {
  return states.some(({ name, category }) => name === state && /^(Completed|Removed)$/.test(category));
}

async function tagged() {
  const query = `SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS '${tag.replaceAll("'", "''")}'`;
  const { workItems } = await ask('POST', '/_apis/wit/wiql', { query });
  const ids = workItems.map((/** @type {{ id: number }} */ { id }) => id).slice(-200);
  if (ids.length === 0) return [];
  const { value } = await ask('GET', `/_apis/wit/workitems?ids=${ids.join()}&fields=System.State`);
  return /** @type {readonly { readonly id: number, readonly fields: Readonly<Record<string, string>> }[]} */ (
    value
  );
}

/** @param {Readonly<Record<string, string | undefined>>} fields */
function patch(fields) {
  return Object.entries(fields).map(([name, value]) => ({ op: 'add', path: `/fields/${name}`, value }));
}

/**
 * @param {'GET' | 'POST' | 'PATCH'} method
 * @param {string} path
 * @param {unknown} [json]
 * @returns {Promise<any>}
 */
async function ask(method, path, json) {
  const answer = await fetch(`${project}${path}${path.includes('?') ? '&' : '?'}api-version=7.1`, {
    method,
    headers: {
      authorization: `Bearer ${variable('SYSTEM_ACCESSTOKEN')}`,
      'content-type': Array.isArray(json) ? 'application/json-patch+json' : 'application/json',
    },
    signal: AbortSignal.timeout(30_000),
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  if (!answer.ok) {
    process.stderr.write(
      `${method} ${path}: ${answer.status}. May the identity of the build edit work items?\n`,
    );
    process.exit(1);
  }
  return answer.json();
}

/** @param {string} name */
function variable(name) {
  const value = process.env[name];
  if (value) return value;
  process.stderr.write(`The variable ${name} is not set.\n`);
  return process.exit(1);
}

/** @param {string} text */
function html(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
