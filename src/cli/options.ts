import type { PasswordName } from '../core/token-rotation.ts';
import type { Place } from '../core/wire.ts';
import type { ImageReference } from '../features/registry/image-reference.ts';
import type { CloudName } from '../providers/azure/clouds.ts';

export type Files = readonly [string, ...string[]];

/** The configuration where no -f is given. */
export const DEFAULT_FILES: Files = ['acrctl.yaml'];

/** Options as the commands get them. Names are those of the command line in camel case. */
export interface CommonOptions {
  /** Merged in this order. Emulator and state lie beside the first. */
  readonly file: Files;
  readonly json: boolean;
  readonly color: boolean;
}

export interface ValidateCommandOptions extends CommonOptions {
  readonly sarif?: string;
  readonly junit?: string;
}

/** Which state: that of the real cloud or of the emulator, and where. */
export interface StateOptions extends CommonOptions {
  readonly emulator: boolean;
  readonly stateDir?: string;
}

export interface CloudOptions extends StateOptions {
  readonly emulatorDir?: string;
  readonly parallelism: number;
  readonly verbose: boolean;
}

/** What shapes a plan, beside what was asked for. */
export interface PlanningOptions {
  readonly target: readonly string[];
  readonly exclude: readonly string[];
  readonly replace: readonly string[];
  readonly allowDestroy: readonly string[];
  readonly allowMassDestroy?: number;
  /** The file that `verify --evidence` wrote. */
  readonly evidence?: string;
}

/** Where reports of a plan go, beside what is printed. */
export interface ReportOptions {
  readonly markdown?: string;
  readonly maxBytes?: number;
  readonly html?: string;
}

export interface PlanCommandOptions extends CloudOptions, PlanningOptions, ReportOptions {
  readonly out?: string;
  readonly detailedExitcode: boolean;
  readonly destroy: boolean;
}

/** What `acrctl graph` can write, the default first. */
export const GRAPH_FORMATS = ['dot', 'mermaid'] as const;

export type GraphFormat = (typeof GRAPH_FORMATS)[number];

export interface GraphCommandOptions extends CloudOptions, PlanningOptions {
  readonly format: GraphFormat;
  readonly destroy: boolean;
}

/** What `acrctl records` can write, the default first. */
export const RECORD_FORMATS = ['table', 'json', 'bind', 'csv'] as const;

export interface RecordsCommandOptions extends CloudOptions {
  readonly format: (typeof RECORD_FORMATS)[number];
  readonly forwarders: boolean;
}

/** What `acrctl allow-list` can write, the default first. */
export const ALLOW_LIST_FORMATS = ['text', 'json', 'azureFirewall', 'aks', 'squid'] as const;

export interface AllowListCommandOptions extends CloudOptions {
  readonly format: (typeof ALLOW_LIST_FORMATS)[number];
}

export interface VerifyCommandOptions extends CloudOptions {
  readonly junit?: string;
  /** The one DNS server that is asked for all names, instead of those of this machine. */
  readonly resolver?: Place;
  /** Where connections to hosts go, by the folded name of each. */
  readonly connect: ReadonlyMap<string, Place>;
  /** Milliseconds. */
  readonly timeout: number;
  readonly image?: ImageReference;
  readonly evidence?: string;
}

export interface ShowCommandOptions extends ReportOptions {
  readonly json: boolean;
  readonly color: boolean;
  readonly detailedExitcode: boolean;
}

export interface ApplyCommandOptions extends CloudOptions, PlanningOptions {
  readonly autoApprove: boolean;
  /** Milliseconds. */
  readonly lockTimeout: number;
}

export interface ImportCommandOptions extends CloudOptions {
  /** Milliseconds. */
  readonly lockTimeout: number;
}

export interface RotateEncryptionOptions extends CloudOptions {
  readonly adopt: boolean;
  readonly wait: boolean;
  readonly autoApprove: boolean;
  /** Milliseconds. */
  readonly lockTimeout: number;
}

export interface RotateCertificateOptions extends CloudOptions {
  readonly autoApprove: boolean;
  /** Milliseconds. */
  readonly lockTimeout: number;
}

export interface RotateTokenOptions extends CloudOptions {
  /** `VAULT/NAME` */
  readonly secret?: string;
  /** The file that is made. */
  readonly into?: string;
  readonly password?: PasswordName;
  /** Days. */
  readonly expires?: number;
  readonly autoApprove: boolean;
  /** Milliseconds. */
  readonly lockTimeout: number;
}

export interface RevokeEncryptionOptions extends CloudOptions {
  /** The name of the registry in Azure. */
  readonly consent?: string;
  /** Milliseconds. */
  readonly lockTimeout: number;
}

export interface InitCommandOptions {
  readonly file: string;
  readonly stdout: boolean;
}

export interface StateEditOptions extends StateOptions {
  /** Milliseconds. */
  readonly lockTimeout: number;
}

export interface StateRebuildOptions extends CloudOptions {
  /** Milliseconds. */
  readonly lockTimeout: number;
}

/** `file` is the one to write: state and emulator lie beside it. */
export interface ImportRegistryOptions extends CloudOptions {
  readonly stack?: string;
  readonly cloud: CloudName;
  /** Milliseconds. */
  readonly lockTimeout: number;
}

export interface ImportRegistryCommandOptions extends Omit<ImportRegistryOptions, 'file'> {
  readonly output: Files;
}

export interface StateForgetOptions extends StateEditOptions {
  readonly autoApprove: boolean;
}

export interface StatePushOptions extends StateEditOptions {
  readonly force: boolean;
}

export interface StateMigrateOptions extends StateEditOptions {
  /** The old place, as `openStateHomeAt` takes it. */
  readonly from: string;
}

export interface StateUnlockOptions extends StateOptions {
  readonly force: boolean;
}

export interface EmulatorCommandOptions {
  readonly cloud: CloudName;
  readonly port: number;
  readonly tls: boolean;
  readonly data?: string;
  readonly latency: 'none' | 'typical';
  readonly speed: number;
  readonly faults?: string;
  readonly seed: number;
}

/** What `acrctl schema` can print, the default first. */
export const SCHEMA_NAMES = ['config', 'plan', 'state', 'output', 'evidence'] as const;

export type SchemaName = (typeof SCHEMA_NAMES)[number];

/** The shells that `acrctl completion` knows. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];
