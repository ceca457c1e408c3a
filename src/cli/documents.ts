import type { CertificateLifetime } from '../core/certificate-lifetime.ts';
import type { CertificateRotation } from '../core/certificate-rotation.ts';
import type { Check, CheckStatus, SignedInIdentity } from '../core/checkup.ts';
import type { RegistryConnections } from '../core/connections.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { DomainTicket } from '../core/domain-ticket.ts';
import type { FailureCode } from '../core/errors.ts';
import type { RunOutcome } from '../core/event.ts';
import type { AllowList, DnsForwarding, RecordList } from '../core/hand-out.ts';
import type { KeyRevocation } from '../core/key-revocation.ts';
import type { KeyRotation } from '../core/key-rotation.ts';
import type { Bindings, Drift, Move, Plan, StepRef, Waiting } from '../core/plan.ts';
import type { IntentRecord, LockHolder, StateEntry } from '../core/state.ts';
import type { TokenRotation } from '../core/token-rotation.ts';
import type { CheckResult, CheckStatus as VerifiedStatus } from '../core/verify.ts';
import type { CloudName } from '../providers/azure/clouds.ts';

/**
 * What the commands print with `--json`, beside the plan, which `plan` and `show` print as it is saved.
 * `schemas/acrctl.output.schema.json` describes each; a test holds types and schema equal.
 */
export type OutputDocument =
  | ValidateDocument
  | ApplyDocument
  | DriftDocument
  | ImportDocument
  | RecordsDocument
  | AllowListDocument
  | ConnectionsDocument
  | DoctorDocument
  | VerifyDocument
  | DomainTicketDocument
  | RotateCertificateDocument
  | RotateEncryptionDocument
  | RotateTokenDocument
  | RevokeEncryptionDocument
  | StateListDocument
  | StateShowDocument
  | StateMoveDocument
  | StatePushDocument
  | StateMigrateDocument
  | StateForgetDocument
  | StateUnlockDocument
  | StateRebuildDocument
  | ImportRegistryDocument
  | FailureDocument
  | EmulatorDocument;

export interface ValidateDocument {
  readonly valid: true;
  readonly stack: string;
  /** Those of files, by their addresses. */
  readonly certificates: readonly CertificateLifetime[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Of `apply` and `destroy`, once there is a plan. */
export type ApplyDocument =
  | {
      readonly result: 'applied';
      readonly exitCode: 0 | 1 | 4 | 130;
      readonly plan: Plan;
      readonly outcome: RunOutcome;
    }
  | {
      readonly result: 'nothing-to-do' | 'refused' | 'invalid' | 'declined';
      readonly exitCode: 0 | 1 | 4 | 7;
      readonly plan: Plan;
      readonly waiting: readonly Waiting[];
    };

export interface DriftDocument {
  readonly stack: string;
  readonly state: Bindings['state'];
  readonly drift: readonly Drift[];
  /** What somebody changed though no value of an object differs. */
  readonly diagnostics: readonly Diagnostic[];
  readonly waiting: readonly Waiting[];
}

export interface ImportDocument {
  readonly stack: string;
  readonly serial: number;
  readonly taken: readonly FoundObject[];
  /** What the state held there before. */
  readonly already: readonly FoundObject[];
  /** The plan as it is now. */
  readonly next: Pick<Plan, 'changes' | 'diagnostics'>;
}

/** An object and the address that stands for it. */
export type FoundObject = Pick<StateEntry, 'address' | 'type' | 'id'>;

export interface RecordsDocument extends RecordList {
  readonly stack: string;
  readonly cloud: CloudName;
  /** With `--forwarders`. */
  readonly forwarding?: DnsForwarding;
}

export interface AllowListDocument extends AllowList {
  readonly stack: string;
  readonly cloud: CloudName;
}

export interface ConnectionsDocument {
  readonly stack: string;
  readonly registries: readonly RegistryConnections[];
}

export interface RotateEncryptionDocument extends KeyRotation {
  readonly stack: string;
}

/** Where nothing was sent, the document is that of `apply`. */
export interface RotateCertificateDocument extends CertificateRotation {
  readonly stack: string;
}

export interface RotateTokenDocument extends TokenRotation {
  readonly stack: string;
}

/** `grants` are those that were taken away, `others` what is left now. */
export interface RevokeEncryptionDocument extends KeyRevocation {
  readonly stack: string;
  readonly result: 'revoked' | 'already-gone' | 'access-remains';
  readonly exitCode: 0 | 1;
}

export interface DoctorDocument {
  /** Null where the configuration is not valid. */
  readonly stack: string | null;
  readonly cloud: CloudName;
  readonly exitCode: 0 | 1 | 3 | 4;
  readonly counts: Readonly<Record<CheckStatus, number>>;
  /** Null where nobody signed in. */
  readonly identity: SignedInIdentity | null;
  readonly checks: readonly Check[];
}

export interface VerifyDocument {
  readonly stack: string;
  readonly cloud: CloudName;
  readonly exitCode: 0 | 1;
  readonly counts: Readonly<Record<VerifiedStatus, number>>;
  /** In the order in which they are printed. */
  readonly checks: readonly CheckResult[];
}

export interface DomainTicketDocument extends DomainTicket {
  readonly stack: string;
  readonly exitCode: 0 | 1;
}

export interface StateListDocument {
  readonly stack: string;
  readonly state: StateHeading;
  readonly resources: readonly Pick<StateEntry, 'address' | 'type' | 'id' | 'settled'>[];
  readonly open: readonly OpenStep[];
}

export interface StateShowDocument {
  readonly stack: string;
  readonly state: StateHeading;
  readonly resource: StateEntry;
  readonly open: readonly OpenStep[];
}

export interface StateMoveDocument {
  readonly stack: string;
  readonly state: StateHeading;
  readonly moved: readonly Move[];
}

export interface StateForgetDocument {
  readonly stack: string;
  readonly state: StateHeading;
  readonly forgotten: readonly FoundObject[];
}

export interface StatePushDocument {
  readonly stack: string;
  readonly state: StateHeading;
  /** False where exactly that stood there already. */
  readonly written: boolean;
}

export interface StateMigrateDocument {
  readonly stack: string;
  readonly state: StateHeading;
  readonly from: string;
  readonly to: string;
}

export interface StateRebuildDocument {
  readonly stack: string;
  /** Null where there is no state, since nothing was found. */
  readonly serial: number | null;
  readonly taken: readonly FoundObject[];
  readonly left: readonly (FoundObject & { readonly reason: 'other-stack' | 'unmarked' })[];
}

export interface ImportRegistryDocument {
  readonly stack: string;
  /** As it was given. */
  readonly file: string;
  readonly serial: number;
  /** What the state holds now. */
  readonly taken: readonly FoundObject[];
  /** What the file only reads. */
  readonly existing: readonly { readonly address: string; readonly id: string }[];
  /** What the file does not say. */
  readonly left: readonly {
    readonly id: string;
    /** Null where no entry stands for the object. */
    readonly address: string | null;
    readonly what: string;
  }[];
  /** Warnings, also those of the next plan. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface StateUnlockDocument {
  readonly stack: string;
  /** Null where nobody held the lock. */
  readonly removed: RemovedLock | null;
}

export interface RemovedLock {
  readonly id: string;
  /** Null where the lock file could not be read. */
  readonly holder: LockHolder | null;
  /** What was known of the holder's process. */
  readonly process: 'alive' | 'gone' | 'unknown';
}

/** Which state was read. */
export interface StateHeading {
  readonly path: string;
  readonly lineage: string;
  readonly serial: number;
  /** An apply runs, or was interrupted: what its journal holds is taken into account, Azure was not asked. */
  readonly unfinishedRun: boolean;
}

/** A step that was begun, and of which nobody has read back what became. */
export interface OpenStep extends Pick<IntentRecord, 'address' | 'type' | 'id' | 'action'> {
  readonly step: StepRef;
}

/** Instead of the result, whatever the command. */
export interface FailureDocument {
  readonly error: {
    readonly exitCode: FailureCode;
    readonly diagnostics: readonly Diagnostic[];
    /** The requests to Azure that failed, one by one, where those ended the command. */
    readonly requests?: readonly FailedRequest[];
  };
}

/** A request that failed outside a step, so while reading. */
export interface FailedRequest {
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly code: string;
  readonly innerCodes: readonly string[];
  readonly message: string;
  readonly hint?: string;
  readonly requestId?: string;
  readonly correlationId?: string;
  readonly attempts?: number;
  readonly elapsedMs?: number;
}

/** The line of `emulator` when it is ready. */
export interface EmulatorDocument {
  readonly endpoint: string;
  /** Where programs sign in, and what they find there; every other subscription is there, too. */
  readonly tenantId: string;
  readonly subscriptionId: string;
  /** With `--tls`: the file with the certificate to trust. */
  readonly ca?: string;
}
