import { keyOf } from '../arm-path.ts';
import type { Answer, Call, Cloud, Effect, ResourceType } from '../cloud.ts';
import { ArmError, badRequest, EmulatorBug, movedLocation } from '../errors.ts';
import { retryAfterHeader } from '../latency.ts';
import { begin, joinOrRefuse, operationHeaders } from '../operations.ts';
import { since, until } from '../version-shapes.ts';
import { workspaceVersions } from '../versions.ts';
import type { Operation } from '../world.ts';
import {
  askedOf,
  locationIn,
  type Workspace,
  type WorkspaceData,
  workspaceType,
  workspaceView,
} from './workspace-body.ts';

/** Made by an operation; deleted at once, and kept for two weeks for whoever makes it again. */
export const workspaces: ResourceType = {
  type: workspaceType,
  apiVersions: workspaceVersions,
  tracked: true,
  view: (cloud, object) => workspaceView(cloud, object as Workspace),
  put,
  patch,
  remove,
  actions: { 'POST sharedkeys': sharedKeys },
  effects: { 'workspace.write': { succeed: finishWrite, fail: failWrite } satisfies Effect },
  destroy: (cloud, object) => bury(cloud, object as Workspace),
};

function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<WorkspaceData>(target.key);
  const joined = joinOrRefuse(call, () => busy(target.name));
  if (joined && before) return answer(call, before, joined);
  const location = locationIn(call.body);
  if (before && location !== before.data.location)
    throw movedLocation(before.name, target.group, before.data.location);
  return before ? update(call, before) : create(call, location);
}

function create(call: Call, location: string): Answer {
  const { cloud, target } = call;
  checkName(target.name);
  const buried = buriedAt(cloud, target.key, location);
  const now = cloud.now();
  const workspace: Workspace = {
    id: target.id,
    name: target.name,
    type: workspaceType,
    data: {
      ...askedOf(call, buried),
      location,
      customerId: buried?.customerId ?? cloud.chance.guid(),
      etag: newEtag(cloud),
      state: buried ? 'Restoring' : 'Creating',
      createdAt: buried?.createdAt ?? now,
      modifiedAt: now,
      skuAt: buried?.skuAt ?? now,
    },
  };
  cloud.world.put(workspace);
  cloud.world.putNote(graveOf(target.key), undefined);
  return answer(call, workspace, start(call, workspace, 201));
}

function update(call: Call, before: Workspace): Answer {
  const isSync = announcesNothing(call.apiVersion) && call.operationFault === undefined;
  const workspace = changed(call, before, isSync ? 'Succeeded' : 'Updating');
  if (isSync) return { status: 200, body: workspaceView(call.cloud, workspace) };
  return answer(call, workspace, start(call, workspace, 200, before.data));
}

// The specification: synchronous.
function patch(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<WorkspaceData>(target.key);
  if (!before) throw new EmulatorBug('The front door answers for absent objects.');
  joinOrRefuse(call, () => busy(target.name));
  return { status: 200, body: workspaceView(cloud, changed(call, before, 'Succeeded')) };
}

function changed(call: Call, before: Workspace, state: WorkspaceData['state']): Workspace {
  const { cloud } = call;
  const asked = askedOf(call, before.data);
  const isSameSku =
    asked.sku.name === before.data.sku.name &&
    asked.sku.capacityReservationLevel === before.data.sku.capacityReservationLevel;
  const workspace: Workspace = {
    ...before,
    data: {
      ...before.data,
      ...asked,
      etag: newEtag(cloud),
      state,
      modifiedAt: cloud.now(),
      skuAt: isSameSku ? before.data.skuAt : cloud.now(),
    },
  };
  cloud.world.put(workspace);
  return workspace;
}

function start(call: Call, workspace: Workspace, answerStatus: number, previous?: WorkspaceData): Operation {
  const { cloud, target } = call;
  const id = cloud.chance.guid();
  const plan = {
    verb: 'PUT',
    id,
    effect: 'workspace.write',
    data: { previous },
    answerStatus,
  } as const;
  if (announcesNothing(call.apiVersion)) return begin(call, { ...plan, protocol: 'unpolled' });
  const base = `/subscriptions/${target.subscription}/providers/Microsoft.OperationalInsights`;
  return begin(call, {
    ...plan,
    protocol: 'workspace',
    statusPath: `${base}/locations/${workspace.data.location}/operationstatuses/${id}`,
    statusVersion: '2015-11-01-preview',
    ...(previous ? { resultPath: `${workspace.id}/operationresults/${id}` } : {}),
    retryAfter: 20,
  });
}

// Recorded: in 2023-09-01 a new workspace comes with no more than its own address, and a change is done at once
// (test_acr_create_with_audits #1, test_monitor_log_analytics_workspace_default #4). In 2021-06-01 and 2025-07-01 both are
// operations. Where between two of these: assumption.
function announcesNothing(apiVersion: string): boolean {
  return since('2022-10-01')(apiVersion) && until('2023-09-01')(apiVersion);
}

// Workspace_v1api20210601_CRUD #2, #8: Location is the workspace itself when it is new, and the operation's when it is not.
function answer(call: Call, workspace: Workspace, operation: Operation): Answer {
  const { cloud, origin, apiVersion } = call;
  const own = `${origin}${workspace.id}?api-version=${apiVersion}`;
  return {
    status: operation.answerStatus,
    headers: {
      ...(operation.answerStatus === 201 ? { location: own } : {}),
      ...(operation.statusPath
        ? operationHeaders(cloud, origin, operation)
        : retryAfterHeader(cloud, operation.retryAfter)),
    },
    body: workspaceView(cloud, workspace),
  };
}

function finishWrite(cloud: Cloud, operation: Operation): undefined {
  const workspace = cloud.world.get<WorkspaceData>(operation.target);
  if (workspace) {
    const data = {
      ...workspace.data,
      state: 'Succeeded',
      etag: newEtag(cloud),
      modifiedAt: cloud.now(),
    } as const;
    cloud.world.put({ ...workspace, data });
  }
  return undefined;
}

// Assumption: as elsewhere, what a failed update asked for is not kept, and a failed creation stays as it is.
function failWrite(cloud: Cloud, operation: Operation): void {
  const { previous } = operation.effect.data as { readonly previous?: WorkspaceData };
  const workspace = cloud.world.get<WorkspaceData>(operation.target);
  if (workspace)
    cloud.world.put({ ...workspace, data: { ...(previous ?? workspace.data), state: 'Failed' } });
}

// Workspace_v1api20210601_CRUD #14. `force`: for good (monitor.md).
function remove(call: Call): Answer {
  const { cloud, target, query } = call;
  const workspace = cloud.world.get<WorkspaceData>(target.key);
  if (!workspace) return { status: 204 };
  joinOrRefuse(call, () => busy(target.name));
  bury(cloud, workspace);
  if (query['force']?.toLowerCase() === 'true') cloud.world.putNote(graveOf(target.key), undefined);
  return { status: 200 };
}

/** What is known of a deleted workspace. */
interface Grave {
  readonly data: WorkspaceData;
  readonly deletedAt: number;
}

// monitor.md [recalled].
const keptMs = 14 * 86_400_000;

function bury(cloud: Cloud, workspace: Workspace): void {
  const grave: Grave = { data: workspace.data, deletedAt: cloud.now() };
  cloud.world.putNote(graveOf(keyOf(workspace.id)), grave);
  cloud.world.remove(workspace.id);
}

/** The workspace of that name, group and region that can still come back. Assumption: in another region a new one is made. */
function buriedAt(cloud: Cloud, key: string, location: string): WorkspaceData | undefined {
  const grave = cloud.world.note<Grave>(graveOf(key));
  if (!grave || grave.data.location !== location || cloud.now() >= grave.deletedAt + keptMs) return undefined;
  return grave.data;
}

function graveOf(key: string): string {
  return `deleted workspace ${key}`;
}

// The specification; the keys are worth nothing anywhere.
function sharedKeys(call: Call): Answer {
  const { cloud, target } = call;
  const key = (which: string) =>
    Buffer.from(
      [0, 1, 2, 3].map((part) => cloud.chance.guidOf(`${target.key} ${which} ${part}`)).join(''),
    ).toString('base64');
  return { status: 200, body: { primarySharedKey: key('primary'), secondarySharedKey: key('secondary') } };
}

// test_acr_create_with_audits #1: `"c300c0fa-0000-0700-0000-6618ec360000"`.
function newEtag(cloud: Cloud): string {
  return `"${cloud.chance.guid()}"`;
}

// The rule is the schema's (arm-types); code and text are assumed.
function checkName(name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/.test(name)) return;
  throw badRequest(
    `The workspace name ${name} is invalid: it must be 4 to 63 letters, digits or hyphens, and neither begin nor end with a hyphen.`,
  );
}

// Assumption: code and text.
function busy(name: string): ArmError {
  return new ArmError(
    409,
    'Conflict',
    `The workspace ${name} is being changed. Please retry the request later.`,
  );
}
