import type { CloudName, Fault, Latency, OperationError } from './api.ts';
import type { Target } from './arm-path.ts';
import type { Chance } from './chance.ts';
import type { JsonObject } from './json.ts';
import type { Permissions } from './permissions.ts';
import type { Propagation } from './propagation.ts';
import type { VersionedMember } from './version-shapes.ts';
import type { Operation, StoredObject, World } from './world.ts';

/** What every handler works with. */
export interface Cloud {
  readonly world: World;
  readonly chance: Chance;
  readonly latency: Latency;
  readonly speed: number;
  readonly name: CloudName;
  readonly suffixes: Suffixes;
  readonly tenantId: string;
  /** The one that is listed before anybody used another; every GUID is a subscription. */
  readonly subscriptionId: string;
  readonly effects: ReadonlyMap<string, Effect>;
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly permissions: Permissions;
  /** How long what was granted takes to count. */
  propagation(): Propagation;
  /** Milliseconds since the epoch on the emulator's clock. */
  now(): number;
}

export interface Suffixes {
  readonly registry: string;
  /** The private zone that records of registry endpoints go to. */
  readonly registryZone: string;
  readonly authority: string;
  /** Of the host names of key vaults, and the private zone that holds them. */
  readonly vault: string;
  readonly vaultZone: string;
}

/** One request that passed the front door. */
export interface Call {
  readonly cloud: Cloud;
  readonly method: string;
  readonly target: Target;
  readonly apiVersion: string;
  /** Parsed JSON; undefined when there was no body. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** Names lower-case. */
  readonly query: Readonly<Record<string, string>>;
  readonly origin: string;
  readonly operationFault: Fault['operation'];
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent for an empty body. */
  readonly body?: JsonObject;
  /** Which entry of the latency table applies, when the method alone does not tell. */
  readonly pace?: string;
}

/** What is answered to anybody, without a token. */
export interface OpenAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonObject | readonly JsonObject[];
}

export type Handler = (call: Call) => Answer;

/**
 * How an operation ends. `succeed` applies what was asked for, and may still find a reason to fail (it must
 * then have changed nothing); `fail` leaves the object as a failed operation leaves it.
 */
export interface Effect {
  succeed(cloud: Cloud, operation: Operation): OperationError | undefined;
  fail(cloud: Cloud, operation: Operation, error: OperationError): void;
  /** What a poll of an ended action shows, as things stand then. */
  result?(cloud: Cloud, operation: Operation): JsonObject | undefined;
}

/** One resource type. Calls that are missing are refused as not implemented. */
export interface ResourceType {
  /** Canonical. */
  readonly type: string;
  /** Newest first. */
  readonly apiVersions: readonly string[];
  /** What older versions, or newer ones, do not show of what `view` yields. */
  readonly versioned?: readonly VersionedMember[];
  /** Appears in the list of all resources of a group. */
  readonly tracked: boolean;
  readonly view: (cloud: Cloud, object: StoredObject) => JsonObject;
  /** Header of GET answers. */
  readonly etag?: (cloud: Cloud, object: StoredObject) => string;
  readonly put?: Handler;
  readonly patch?: Handler;
  readonly remove?: Handler;
  /** Judges `If-Match` and `If-None-Match`; a write that carries one to any other type is refused as not implemented. */
  readonly judgesConditions?: boolean;
  /** Its objects are in no group, and named below the subscription. */
  readonly atSubscription?: boolean;
  /** False for types that are listed nowhere but in the body of their parent. */
  readonly listed?: boolean;
  /** False for types whose list Azure does not offer for a whole subscription. */
  readonly listedBySubscription?: boolean;
  /** Behind the last page of a list that is not empty comes another one that is. */
  readonly listsEndEmpty?: boolean;
  /** An extension resource, which hangs on any scope: what its list at one shows. Sees to `$filter` itself. */
  readonly listAtScope?: (call: Call) => readonly StoredObject[];
  /** Refuses or answers a call on an absent object; default ResourceNotFound, and 204 for DELETE. */
  readonly absent?: (call: Call) => Answer;
  /** The absent parent is noticed before an absent group. */
  readonly parentFirst?: boolean;
  /** Refuses or answers a call below an absent parent; default ResourceNotFound naming the parent. */
  readonly parentAbsent?: (call: Call) => Answer;
  /** `GET listUsages` and the like on one object; also `POST x` on the subscription when there is no object. */
  readonly actions?: Readonly<Record<string, Handler>>;
  /** Told when an operation-free GET or list showed the object. */
  readonly looked?: (cloud: Cloud, object: StoredObject) => void;
  readonly effects?: Readonly<Record<string, Effect>>;
  /** Objects of a collection that nobody made; a stored one of that name takes the place of one of them. */
  readonly builtIn?: (cloud: Cloud, collectionKey: string) => readonly StoredObject[];
  /** Takes the object away with everything that hangs on it, at once; for cascades. */
  readonly destroy?: (cloud: Cloud, object: StoredObject) => void;
  /** Why a cascade may not take the object away. */
  readonly blockedBy?: (cloud: Cloud, object: StoredObject) => string | undefined;
}

export function suffixesOf(cloud: CloudName): Suffixes {
  switch (cloud) {
    case 'AzureCloud':
      return suffixes('azurecr.io', 'login.microsoftonline.com', 'vault.azure.net', 'vaultcore.azure.net');
    case 'AzureUSGovernment':
      return suffixes(
        'azurecr.us',
        'login.microsoftonline.us',
        'vault.usgovcloudapi.net',
        'vaultcore.usgovcloudapi.net',
      );
    case 'AzureChinaCloud':
      return suffixes('azurecr.cn', 'login.chinacloudapi.cn', 'vault.azure.cn', 'vaultcore.azure.cn');
  }
}

/** `West US` and `westus` are one place; answers carry the short form. */
export function normalLocation(location: string): string {
  return location.toLowerCase().replaceAll(' ', '');
}

function suffixes(registry: string, authority: string, vault: string, vaultZone: string): Suffixes {
  return {
    registry,
    registryZone: `privatelink.${registry}`,
    authority,
    vault,
    vaultZone: `privatelink.${vaultZone}`,
  };
}
