/** Made from the schema by scripts/schema.ts; do not edit. */

export type Address = string;
export type StepRef = string;
export type ArmId = string;
export type ResourceType = string;
export type ArmPath = string;
export type Sha256 = string;
export type Stack = string;
export type Lineage = string;
export type Serial = number;
export type Diagnostics = Diagnostic[];
export type Output =
  | {
      value: unknown;
    }
  | {
      knownAfter: string;
    };
export type Apply = Applied | NotApplied;
export type Cloud = 'AzureCloud' | 'AzureUSGovernment' | 'AzureChinaCloud';
export type KeyGrant =
  | {
      kind: 'role';
      id: string;
      scope: string;
    }
  | {
      kind: 'policy';
      permissions: string[];
    };

export interface Documents {
  address: Address;
  stepRef: StepRef;
  armId: ArmId;
  resourceType: ResourceType;
  armPath: ArmPath;
  sha256: Sha256;
  stack: Stack;
  lineage: Lineage;
  serial: Serial;
  body: Body;
  diagnostic: Diagnostic;
  diagnostics: Diagnostics;
  sourceRange: SourceRange;
  plan: Plan;
  waiting: Waiting;
  bindings: Bindings;
  boundState: BoundState;
  change: Change;
  step: Step;
  requirement: Requirement;
  drift: Drift;
  move: Move;
  output: Output;
  stateFile: StateFile;
  stateEntry: StateEntry;
  movedState: MovedState;
  journalLine: JournalLine;
  baseRecord: BaseRecord;
  runRecord: RunRecord;
  intentRecord: IntentRecord;
  answeredRecord: AnsweredRecord;
  settledRecord: SettledRecord;
  failedRecord: FailedRecord;
  forgetRecord: ForgetRecord;
  adoptRecord: AdoptRecord;
  moveRecord: MoveRecord;
  lock: Lock;
  validate: Validate;
  certificateLifetime: CertificateLifetime;
  apply: Apply;
  applied: Applied;
  notApplied: NotApplied;
  outcome: Outcome;
  stepFailure: StepFailure;
  driftReport: DriftReport;
  import: Import;
  importRegistry: ImportRegistry;
  records: Records;
  frontRecords: FrontRecords;
  addressRecord: AddressRecord;
  domainRecords: DomainRecords;
  aliasRecord: AliasRecord;
  endpointRecords: EndpointRecords;
  dnsRecord: DnsRecord;
  dnsForwarding: DnsForwarding;
  allowList: AllowList;
  registryHosts: RegistryHosts;
  allowedHost: AllowedHost;
  privateAddresses: PrivateAddresses;
  connections: Connections;
  registryConnections: RegistryConnections;
  connection: Connection;
  proposedRule: ProposedRule;
  ticketCustomDomain: TicketCustomDomain;
  rotateCertificate: RotateCertificate;
  rotateToken: RotateToken;
  rotateEncryption: RotateEncryption;
  byHand: ByHand;
  keyUser: KeyUser;
  revokeEncryption: RevokeEncryption;
  keyGrant: KeyGrant;
  otherAccess: OtherAccess;
  verify: Verify;
  checkResult: CheckResult;
  doctor: Doctor;
  signedIn: SignedIn;
  check: Check;
  cloud: Cloud;
  stateList: StateList;
  stateShow: StateShow;
  stateMove: StateMove;
  stateForget: StateForget;
  statePush: StatePush;
  stateMigrate: StateMigrate;
  stateUnlock: StateUnlock;
  stateRebuild: StateRebuild;
  removedLock: RemovedLock;
  stateHeading: StateHeading;
  openStep: OpenStep;
  failure: Failure;
  failedRequest: FailedRequest;
  emulator: Emulator;
  evidence: Evidence;
  evidenceMachine: EvidenceMachine;
  registryEvidence: RegistryEvidence;
  provenEndpoint: ProvenEndpoint;
  provenName: ProvenName;
  boundEvidence: BoundEvidence;
  boundRegistry: BoundRegistry;
}
export interface Body {
  [k: string]: unknown;
}
export interface Diagnostic {
  severity: 'error' | 'warning';
  code: string;
  summary: string;
  detail: string;
  address?: Address;
  source?: SourceRange;
  frame?: string;
  hint?: string;
  requirements?: string[];
}
export interface SourceRange {
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}
export interface Plan {
  formatVersion: '1.0';
  tool: {
    name: 'acrctl';
    version: string;
  };
  stack: Stack;
  bindings: Bindings;
  changes: Change[];
  drift: Drift[];
  moves: Move[];
  diagnostics: Diagnostics;
  outputs: {
    [k: string]: {
      [k: string]: Output;
    };
  };
  waiting: Waiting[];
  summary: {
    create: number;
    update: number;
    replace: number;
    delete: number;
    noop: number;
    import: number;
  };
  estimate: {
    seconds: number;
    longestPath: StepRef[];
  };
  digest: Sha256;
}
export interface Bindings {
  config: Sha256;
  options: {
    destroy: boolean;
    target: Address[];
    exclude: Address[];
    replace: Address[];
    allowDestroy: string[];
    allowMassDestroy: null | number;
    evidence?: BoundEvidence;
  };
  state: null | BoundState;
  tenant: string;
  subscriptions: string[];
  live: {
    [k: string]: Sha256;
  };
}
export interface BoundEvidence {
  digest: Sha256;
  stack: Stack;
  made: string;
  machine: EvidenceMachine;
  registries: BoundRegistry[];
}
export interface EvidenceMachine {
  host: string;
  redirects: string[];
}
export interface BoundRegistry {
  id: string;
  incarnation: null | string;
  endpoints: ProvenEndpoint[];
  names: ProvenName[];
  passed: string[];
  failed: string[];
}
export interface ProvenEndpoint {
  id: string;
  incarnation: null | string;
}
export interface ProvenName {
  host: string;
  addresses: string[];
}
export interface BoundState {
  lineage: Lineage;
  serial: Serial;
  hash: Sha256;
}
export interface Change {
  address: Address;
  type: ResourceType;
  id: ArmId;
  actions: ['no-op'] | ['create'] | ['update'] | ['delete'] | ['delete', 'create'];
  before: null | Body;
  after: null | Body;
  afterUnknown: {
    [k: string]: string;
  };
  paths: ArmPath[];
  sensitive: ArmPath[];
  replacePaths: ArmPath[];
  steps: Step[];
  blocked?: {
    code: string;
    detail: string;
    allow: null | string;
  };
  importing: boolean;
  reason:
    | 'new'
    | 'gone'
    | 'changed'
    | 'immutable'
    | 'parent-replaced'
    | 'broken'
    | 'asked'
    | 'id-changed'
    | 'unfinished'
    | 'failed'
    | 'removed'
    | 'destroy'
    | 'adopt'
    | 'moved'
    | 'caught-up'
    | 'let-go'
    | 'existing'
    | 'already-gone'
    | 'stays'
    | 'not-ours'
    | 'bookkeeping';
  impact: string[];
}
export interface Step {
  name: 'open' | 'identity-add' | 'write' | 'rotate' | 'close' | 'identity-remove' | 'delete';
  action: 'create' | 'update' | 'delete';
  paths: ArmPath[];
  before?: Body;
  after?: Body;
  dependsOn: StepRef[];
  requires: Requirement[];
  seconds: number;
}
export interface Requirement {
  check: string;
  ids: ArmId[];
  text: string;
}
export interface Drift {
  address: Address;
  type: ResourceType;
  id: ArmId;
  kind: 'gone' | 'changed' | 'recreated';
  paths: {
    path: ArmPath;
    applied: unknown;
    live: unknown;
  }[];
}
export interface Move {
  from: Address;
  to: Address;
  id: ArmId;
}
export interface Waiting {
  address: Address;
  waitsFor: string;
}
export interface StateFile {
  checksum: Sha256;
  version: 1;
  stack: Stack;
  lineage: Lineage;
  serial: Serial;
  resources: StateEntry[];
}
export interface StateEntry {
  address: Address;
  type: ResourceType;
  id: ArmId;
  dependsOn: Address[];
  incarnation?: string;
  settled: boolean;
  applied: Body;
  protect?: boolean;
}
export interface MovedState {
  stack: Stack;
  lineage: Lineage;
  serial: Serial;
  movedTo: string;
}
export interface JournalLine {
  checksum: Sha256;
  sequence: number;
  record:
    | BaseRecord
    | RunRecord
    | IntentRecord
    | AnsweredRecord
    | SettledRecord
    | FailedRecord
    | ForgetRecord
    | AdoptRecord
    | MoveRecord;
}
export interface BaseRecord {
  kind: 'base';
  version: 1;
  stack: Stack;
  lineage: Lineage;
  serial: Serial;
  hash?: Sha256;
}
export interface RunRecord {
  kind: 'run';
  id: string;
  operation: string;
}
export interface IntentRecord {
  kind: 'intent';
  step: StepRef;
  address: Address;
  type: ResourceType;
  id: ArmId;
  action: 'create' | 'update' | 'delete';
  method: 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  absentBefore: boolean;
  sent: Body;
  entry?: StateEntry;
}
export interface AnsweredRecord {
  kind: 'answered';
  step: StepRef;
  status: number;
  operation?: {
    kind: 'async' | 'location';
    url: string;
  };
}
export interface SettledRecord {
  kind: 'settled';
  step: StepRef;
  address: Address;
  entry?: StateEntry;
}
export interface FailedRecord {
  kind: 'failed';
  step: StepRef;
  address: Address;
  entry?: StateEntry;
  reason: string;
}
export interface ForgetRecord {
  kind: 'forget';
  address: Address;
}
export interface AdoptRecord {
  kind: 'adopt';
  entry: StateEntry;
}
export interface MoveRecord {
  kind: 'move';
  from: Address;
  entry: StateEntry;
}
export interface Lock {
  id: string;
  stack: Stack;
  operation: string;
  who: string;
  host: string;
  bootId: string;
  pidNamespace: string;
  pid: number;
  pidStarted: string;
  started: string;
  beat: string;
}
export interface Validate {
  valid: true;
  stack: Stack;
  certificates: CertificateLifetime[];
  diagnostics: Diagnostics;
}
export interface CertificateLifetime {
  address: Address;
  hosts: string[];
  validUntil: string;
  daysLeft: number;
}
export interface Applied {
  result: 'applied';
  exitCode: 0 | 1 | 4 | 130;
  plan: Plan;
  outcome: Outcome;
}
export interface Outcome {
  done: StepRef[];
  failed: {
    step: StepRef;
    failure: StepFailure;
    held: StepRef[];
  }[];
  notStarted: StepRef[];
  cutOff: StepRef[];
  waiting: Waiting[];
  interrupted: boolean;
  stateSerial: Serial;
  counts: {
    created: number;
    updated: number;
    replaced: number;
    deleted: number;
  };
}
export interface StepFailure {
  kind:
    | 'throttled'
    | 'unknown'
    | 'busy'
    | 'not-visible'
    | 'moved'
    | 'denied'
    | 'failed'
    | 'permanent'
    | 'refused';
  code: string;
  innerCodes: string[];
  message: string;
  hint?: string;
  status?: number;
  requestId?: string;
  correlationId?: string;
  action: 'create' | 'update' | 'delete';
  label: string;
  id: ArmId;
  asked?: {
    method: string;
    path: string;
  };
  attempts: number;
  elapsedMs: number;
  stillRunning: boolean;
}
export interface NotApplied {
  result: 'nothing-to-do' | 'refused' | 'invalid' | 'declined';
  exitCode: 0 | 1 | 4 | 7;
  plan: Plan;
  waiting: Waiting[];
}
export interface DriftReport {
  stack: Stack;
  state: null | BoundState;
  drift: Drift[];
  diagnostics: Diagnostic[];
  waiting: Waiting[];
}
export interface Import {
  stack: Stack;
  serial: Serial;
  taken: {
    address: Address;
    type: ResourceType;
    id: ArmId;
  }[];
  already: {
    address: Address;
    type: ResourceType;
    id: ArmId;
  }[];
  next: {
    changes: Change[];
    diagnostics: Diagnostics;
  };
}
export interface ImportRegistry {
  stack: Stack;
  file: string;
  serial: Serial;
  taken: {
    address: Address;
    type: ResourceType;
    id: ArmId;
  }[];
  existing: {
    address: Address;
    id: string;
  }[];
  left: {
    id: string;
    address: null | Address;
    what: string;
  }[];
  diagnostics: Diagnostics;
}
export interface Records {
  stack: Stack;
  cloud: Cloud;
  endpoints: EndpointRecords[];
  domains: DomainRecords[];
  fronts: FrontRecords[];
  forwarding?: DnsForwarding;
}
export interface EndpointRecords {
  address: Address;
  registry: Address;
  network: Address;
  zone: string;
  manage: 'zoneGroup' | 'records' | 'policy' | 'external';
  connection: null | string;
  others: Address[];
  records: DnsRecord[];
}
export interface DnsRecord {
  host: string;
  name: string;
  type: 'A';
  ttl: number;
  address: null | string;
  leaving: boolean;
}
export interface DomainRecords {
  address: Address;
  registry: Address;
  zone: null | Address;
  onboarding: 'notRequested' | 'requested' | 'active';
  records: AliasRecord[];
}
export interface AliasRecord {
  host: string;
  type: 'CNAME';
  ttl: number;
  target: string;
}
export interface FrontRecords {
  address: Address;
  registry: Address;
  zone: null | Address;
  records: (AddressRecord | AliasRecord)[];
}
export interface AddressRecord {
  host: string;
  type: 'A';
  ttl: number;
  address: null | string;
}
export interface DnsForwarding {
  domain: string;
  target: string;
  aliases: string[];
  servers: {
    network: Address;
    addresses: string[];
  }[];
}
export interface AllowList {
  stack: Stack;
  cloud: Cloud;
  shared: AllowedHost[];
  registries: RegistryHosts[];
  storage: string;
}
export interface AllowedHost {
  host: string;
  port: 443;
  purpose:
    | 'registry'
    | 'data'
    | 'domain'
    | 'dataDomain'
    | 'front'
    | 'dataFront'
    | 'storage'
    | 'login'
    | 'management'
    | 'certificates';
  leaving: boolean;
}
export interface RegistryHosts {
  address: Address;
  hosts: AllowedHost[];
  endpoints: PrivateAddresses[];
}
export interface PrivateAddresses {
  address: Address;
  network: Address;
  addresses: {
    host: string;
    address: null | string;
    leaving: boolean;
  }[];
}
export interface Connections {
  stack: Stack;
  registries: RegistryConnections[];
}
export interface RegistryConnections {
  address: Address;
  id: ArmId;
  exists: boolean;
  connections: Connection[];
  proposal: null | ProposedRule;
}
export interface Connection {
  id: string;
  name: string;
  status: string;
  endpoint: null | string;
  description: null | string;
  own: null | {
    address: Address;
    leaving: boolean;
  };
  rules: {
    address: Address;
    decision: 'approve' | 'reject';
  }[];
  next: null | ('Approved' | 'Rejected');
}
export interface ProposedRule {
  address: Address;
  endpoints: string[];
}
export interface TicketCustomDomain {
  stack: Stack;
  exitCode: 0 | 1;
  address: Address;
  onboarding: 'notRequested' | 'requested' | 'active';
  registry: {
    name: string;
    id: ArmId;
    subscription: string;
    tenant: string;
    loginServer: string;
    regions: string[];
  };
  identity: {
    kind: 'system' | 'user';
    name: string;
    id: null | ArmId;
    principalId: null | string;
    clientId: null | string;
  };
  domains: {
    kind: 'registry' | 'data';
    region: null | string;
    host: string;
    target: string;
    secretId: string;
    record: 'managed' | 'external';
  }[];
  checks: {
    name: string;
    about: null | string;
    status: 'passed' | 'failed' | 'warning';
    found: string;
    advice: null | string;
  }[];
  ready: boolean;
}
export interface RotateCertificate {
  stack: Stack;
  address: Address;
  secretUri: string;
  source: 'pemFile' | 'pfxFile' | 'selfSigned';
  format: 'pem' | 'pfx';
  before: null | string;
  fingerprint: string;
}
export interface RotateToken {
  stack: Stack;
  address: Address;
  username: string;
  password: 'password1' | 'password2';
  expires: null | string;
  storedIn: 'secret' | 'file';
  place: string;
}
export interface RotateEncryption {
  stack: Stack;
  address: Address;
  id: ArmId;
  key: string;
  rotation: 'auto' | 'manual';
  before: null | string;
  newest: string;
  made: boolean;
  result: 'followed' | 'not-waited' | 'to-write';
  byHand: null | ByHand;
  users: KeyUser[];
  unlisted: string[];
  disposable: string[];
}
export interface ByHand {
  where: 'file' | 'shell';
  text: string;
}
export interface KeyUser {
  id: ArmId;
  version: null | string;
  since: null | string;
  follows: boolean;
}
export interface RevokeEncryption {
  stack: Stack;
  result: 'revoked' | 'already-gone' | 'access-remains';
  exitCode: 0 | 1;
  address: Address;
  id: ArmId;
  key: string;
  vault: ArmId;
  authorization: 'roles' | 'policies';
  identity: null | ArmId;
  principal: string;
  grants: KeyGrant[];
  others: OtherAccess[];
  affected: ArmId[];
  unlisted: string[];
  restoredByApply: boolean;
  restore: string[];
}
export interface OtherAccess {
  id: string;
  scope: string;
  role: string;
  group: null | string;
  certain: boolean;
}
export interface Verify {
  stack: Stack;
  cloud: Cloud;
  exitCode: 0 | 1;
  counts: {
    passed: number;
    failed: number;
    warning: number;
    skipped: number;
  };
  checks: CheckResult[];
}
export interface CheckResult {
  name: string;
  registry: Address;
  address: Address;
  about: null | string;
  proves: string;
  how: string;
  requirements: string[];
  status: 'passed' | 'failed' | 'warning' | 'skipped';
  found: string;
  evidence: string[];
  code: null | string;
  advice: null | string;
}
export interface Doctor {
  stack: null | Stack;
  cloud: Cloud;
  exitCode: 0 | 1 | 3 | 4;
  counts: {
    ok: number;
    warning: number;
    failed: number;
    skipped: number;
  };
  identity: null | SignedIn;
  checks: Check[];
}
export interface SignedIn {
  tenant: string;
  object: null | string;
  application: null | string;
  user: null | string;
  expires: null | string;
}
export interface Check {
  name:
    | 'node'
    | 'certificates'
    | 'proxy'
    | 'reach'
    | 'clock'
    | 'configuration'
    | 'state'
    | 'stateAccess'
    | 'lock'
    | 'login'
    | 'token'
    | 'subscription'
    | 'providers'
    | 'permissionsForPlan'
    | 'permissionsForApply'
    | 'plan';
  subscription: null | string;
  status: 'ok' | 'warning' | 'failed' | 'skipped';
  found: string;
  diagnostics: Diagnostics;
}
export interface StateList {
  stack: Stack;
  state: StateHeading;
  resources: {
    address: Address;
    type: ResourceType;
    id: ArmId;
    settled: boolean;
  }[];
  open: OpenStep[];
}
export interface StateHeading {
  path: string;
  lineage: Lineage;
  serial: Serial;
  unfinishedRun: boolean;
}
export interface OpenStep {
  address: Address;
  step: StepRef;
  type: ResourceType;
  id: ArmId;
  action: 'create' | 'update' | 'delete';
}
export interface StateShow {
  stack: Stack;
  state: StateHeading;
  resource: StateEntry;
  open: OpenStep[];
}
export interface StateMove {
  stack: Stack;
  state: StateHeading;
  moved: Move[];
}
export interface StateForget {
  stack: Stack;
  state: StateHeading;
  forgotten: {
    address: Address;
    type: ResourceType;
    id: ArmId;
  }[];
}
export interface StatePush {
  stack: Stack;
  state: StateHeading;
  written: boolean;
}
export interface StateMigrate {
  stack: Stack;
  state: StateHeading;
  from: string;
  to: string;
}
export interface StateUnlock {
  stack: Stack;
  removed: null | RemovedLock;
}
export interface RemovedLock {
  id: string;
  holder: null | Lock;
  process: 'alive' | 'gone' | 'unknown';
}
export interface StateRebuild {
  stack: Stack;
  serial: null | Serial;
  taken: {
    address: Address;
    type: ResourceType;
    id: ArmId;
  }[];
  left: {
    address: Address;
    type: ResourceType;
    id: ArmId;
    reason: 'other-stack' | 'unmarked';
  }[];
}
export interface Failure {
  error: {
    exitCode: 1 | 3 | 4 | 5 | 6 | 7 | 130;
    diagnostics: Diagnostics;
    requests?: FailedRequest[];
  };
}
export interface FailedRequest {
  method?: string;
  path?: string;
  code: string;
  innerCodes: string[];
  message: string;
  hint?: string;
  status?: number;
  requestId?: string;
  correlationId?: string;
  attempts?: number;
  elapsedMs?: number;
}
export interface Emulator {
  endpoint: string;
  tenantId: string;
  subscriptionId: string;
  ca?: string;
}
export interface Evidence {
  formatVersion: '1.0';
  tool: {
    name: 'acrctl';
    version: string;
  };
  stack: Stack;
  made: string;
  machine: EvidenceMachine;
  registries: RegistryEvidence[];
  digest: Sha256;
}
export interface RegistryEvidence {
  address: Address;
  id: string;
  incarnation: null | string;
  endpoints: ProvenEndpoint[];
  names: ProvenName[];
  checks: CheckResult[];
}
