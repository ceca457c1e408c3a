import type {
  AllowListDocument,
  ApplyDocument,
  ConnectionsDocument,
  DoctorDocument,
  DomainTicketDocument,
  DriftDocument,
  EmulatorDocument,
  FailedRequest,
  FailureDocument,
  ImportDocument,
  ImportRegistryDocument,
  OpenStep,
  RecordsDocument,
  RemovedLock,
  RevokeEncryptionDocument,
  RotateCertificateDocument,
  RotateEncryptionDocument,
  RotateTokenDocument,
  StateForgetDocument,
  StateHeading,
  StateListDocument,
  StateMigrateDocument,
  StateMoveDocument,
  StatePushDocument,
  StateRebuildDocument,
  StateShowDocument,
  StateUnlockDocument,
  ValidateDocument,
  VerifyDocument,
} from '../../src/cli/documents.ts';
import type { CertificateLifetime } from '../../src/core/certificate-lifetime.ts';
import type { Check, SignedInIdentity } from '../../src/core/checkup.ts';
import type * as Connections from '../../src/core/connections.ts';
import type { Diagnostic, SourceRange } from '../../src/core/diagnostic.ts';
import type { RunOutcome, StepFailure } from '../../src/core/event.ts';
import type * as Evidence from '../../src/core/evidence.ts';
import type * as HandOut from '../../src/core/hand-out.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import type * as KeyRevocation from '../../src/core/key-revocation.ts';
import type * as KeyRotation from '../../src/core/key-rotation.ts';
import type { Bindings, Change, Drift, Move, Output, Plan, Step, Waiting } from '../../src/core/plan.ts';
import type * as State from '../../src/core/state.ts';
import type { CheckResult } from '../../src/core/verify.ts';
import type { BaseRecord } from '../../src/state/journal-lines.ts';
import type { Moved } from '../../src/state/moved.ts';
import type { Documents } from './documents.generated.ts';

/**
 * The types that the code uses and the schemas that people get say the same, or this file does not compile. The
 * schemas are written by hand, for their words; their types are made from them, so there is no third list to keep.
 */
interface Code extends Texts {
  body: JsonObject;
  serial: number;
  diagnostic: Diagnostic;
  diagnostics: readonly Diagnostic[];
  sourceRange: SourceRange;

  plan: Plan;
  bindings: Bindings;
  boundState: NonNullable<Bindings['state']>;
  change: Change;
  step: Step;
  requirement: Step['requires'][number];
  drift: Drift;
  move: Move;
  output: Output;

  stateFile: State.StateSnapshot & { checksum: string };
  stateEntry: State.StateEntry;
  journalLine: { checksum: string; sequence: number; record: BaseRecord | State.JournalRecord };
  baseRecord: BaseRecord;
  runRecord: State.RunRecord;
  intentRecord: State.IntentRecord;
  answeredRecord: State.AnsweredRecord;
  settledRecord: State.SettledRecord;
  failedRecord: State.FailedRecord;
  forgetRecord: State.ForgetRecord;
  adoptRecord: State.AdoptRecord;
  moveRecord: State.MoveRecord;
  lock: State.LockHolder;

  validate: ValidateDocument;
  certificateLifetime: CertificateLifetime;
  apply: ApplyDocument;
  applied: Extract<ApplyDocument, { result: 'applied' }>;
  notApplied: Exclude<ApplyDocument, { result: 'applied' }>;
  waiting: Waiting;
  outcome: RunOutcome;
  stepFailure: StepFailure;
  driftReport: DriftDocument;
  import: ImportDocument;
  importRegistry: ImportRegistryDocument;
  records: RecordsDocument;
  endpointRecords: HandOut.EndpointRecords;
  dnsRecord: HandOut.DnsRecord;
  dnsForwarding: HandOut.DnsForwarding;
  allowList: AllowListDocument;
  registryHosts: HandOut.RegistryHosts;
  allowedHost: HandOut.AllowedHost;
  privateAddresses: HandOut.PrivateAddresses;
  connections: ConnectionsDocument;
  registryConnections: Connections.RegistryConnections;
  connection: Connections.Connection;
  proposedRule: Connections.ProposedRule;
  ticketCustomDomain: DomainTicketDocument;
  rotateCertificate: RotateCertificateDocument;
  rotateEncryption: RotateEncryptionDocument;
  rotateToken: RotateTokenDocument;
  byHand: KeyRotation.ByHand;
  keyUser: KeyRotation.KeyUser;
  revokeEncryption: RevokeEncryptionDocument;
  keyGrant: KeyRevocation.KeyGrant;
  otherAccess: KeyRevocation.OtherAccess;
  doctor: DoctorDocument;
  evidence: Evidence.Evidence;
  evidenceMachine: Evidence.EvidenceMachine;
  registryEvidence: Evidence.RegistryEvidence;
  provenEndpoint: Evidence.ProvenObjects['endpoints'][number];
  provenName: Evidence.ProvenObjects['names'][number];
  boundEvidence: Evidence.BoundEvidence;
  boundRegistry: Evidence.BoundRegistry;
  verify: VerifyDocument;
  checkResult: CheckResult;
  signedIn: SignedInIdentity;
  check: Check;
  cloud: RecordsDocument['cloud'];
  aliasRecord: HandOut.AliasRecord;
  addressRecord: HandOut.AddressRecord;
  frontRecords: HandOut.FrontRecords;
  domainRecords: HandOut.DomainRecords;
  stateList: StateListDocument;
  stateShow: StateShowDocument;
  stateMove: StateMoveDocument;
  statePush: StatePushDocument;
  stateMigrate: StateMigrateDocument;
  movedState: Moved;
  stateForget: StateForgetDocument;
  stateRebuild: StateRebuildDocument;
  stateUnlock: StateUnlockDocument;
  removedLock: RemovedLock;
  stateHeading: StateHeading;
  openStep: OpenStep;
  failedRequest: FailedRequest;
  failure: FailureDocument;
  emulator: EmulatorDocument;
}

type Texts = Record<
  'address' | 'stepRef' | 'armId' | 'resourceType' | 'armPath' | 'sha256' | 'stack' | 'lineage',
  string
>;

type Differing = {
  [Name in keyof Documents]: Same<Plain<Code[Name]>, Plain<Documents[Name]>> extends true ? never : Name;
}[keyof Documents];

/** What an error here says is missing are the definitions that differ. */
({}) satisfies Record<Differing, true>;

// The comparison sees a key too many, an optional one too, a key that may be absent, and another value.
interface Entry {
  readonly a: string;
  readonly b: readonly { readonly c: 1 }[];
}
true satisfies Same<Plain<Entry>, Plain<{ a: string; b: { c: 1 }[] }>>;
false satisfies Same<Plain<Entry>, Plain<Entry & { d?: string }>>;
false satisfies Same<Plain<Entry>, Plain<Partial<Entry>>>;
false satisfies Same<Plain<Entry>, Plain<{ a: string; b: { c: 1 | 2 }[] }>>;

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/**
 * As a schema sees it: nothing is readonly, text that follows a template is text, a body is any object. A key that
 * may be absent is there and may be `Absent`, so that one more optional key makes another type.
 */
type Plain<T> = [Json] extends [T] ? AnyObject : PlainMember<T>;

type PlainMember<T> = T extends string
  ? Record<never, never> extends Record<T, 1>
    ? string
    : T
  : T extends number | boolean | null
    ? T
    : T extends readonly unknown[]
      ? { -readonly [Index in keyof T]: Plain<T[Index]> }
      : string extends keyof T
        ? [Json] extends [T[keyof T]]
          ? AnyObject
          : { [key: string]: Plain<T[keyof T]> }
        : {
            -readonly [Key in keyof T]-?:
              | Plain<T[Key]>
              | (Record<never, never> extends Pick<T, Key> ? Absent : never);
          };

type AnyObject = { [key: string]: unknown };

declare const absent: unique symbol;
type Absent = typeof absent;
