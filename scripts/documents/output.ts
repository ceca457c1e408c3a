import { CHECKS } from '../../src/core/checkup.ts';
import {
  always,
  closed,
  count,
  type Definitions,
  flag,
  listOf,
  oneOfWords,
  orNull,
  ref,
  text,
} from './parts.ts';

/** The one JSON document that a command prints with `--json`. */
export const OUTPUT: Definitions = {
  validate: closed(
    { title: 'validate', description: 'The configuration is valid. Otherwise: a failure with every fault.' },
    {
      valid: always('Valid', 'Always true.', true),
      stack: ref('stack'),
      certificates: listOf(ref('certificateLifetime'), {
        title: 'Certificates',
        description: 'Those that files hold.',
      }),
      diagnostics: ref('diagnostics', { title: 'Warnings', description: 'There are no errors among them.' }),
    },
  ),
  certificateLifetime: closed(
    { title: 'Certificate lifetime', description: 'How long a certificate of a file lasts.' },
    {
      address: ref('address'),
      hosts: listOf(text('Host', 'A DNS name that it is for.'), {
        title: 'Hosts',
        description: 'By its subjectAltName.',
      }),
      validUntil: text('Valid until', 'A time of RFC 3339: of its chain the first end.'),
      daysLeft: count('Days left', 'Whole days from now.'),
    },
  ),
  apply: {
    title: 'apply, destroy',
    description: 'What a run came to.',
    oneOf: [ref('applied'), ref('notApplied')],
  },
  applied: closed(
    { title: 'Applied', description: 'The plan was performed, as far as it went.' },
    {
      result: always('Result', 'Always applied; outcome says how far.', 'applied'),
      exitCode: exitCode(0, 1, 4, 130),
      plan: ref('plan'),
      outcome: ref('outcome'),
    },
  ),
  notApplied: closed(
    { title: 'Not applied', description: 'Nothing was written.' },
    {
      result: oneOfWords(
        'Result',
        'refused: by a guard. invalid: the plan holds errors. declined: nobody approved it.',
        ['nothing-to-do', 'refused', 'invalid', 'declined'],
      ),
      exitCode: exitCode(0, 1, 4, 7),
      plan: ref('plan'),
      waiting: waiting(),
    },
  ),
  outcome: closed(
    { title: 'Outcome', description: 'What became of each step.' },
    {
      done: steps('Done', 'Steps whose effect was read back.'),
      failed: listOf(
        closed(
          { title: 'Failed step', description: 'With its reason.' },
          {
            step: ref('stepRef'),
            failure: ref('stepFailure'),
            held: steps('Held', 'Steps that were not started since they wait for this one, directly or not.'),
          },
        ),
        { title: 'Failed', description: 'Steps that failed. Others went on.' },
      ),
      notStarted: steps('Not started', 'Steps that waited for one that failed, or the run ended first.'),
      cutOff: steps('Cut off', 'Begun when the run ended; the next run reads back what became of them.'),
      waiting: waiting(),
      interrupted: flag('Interrupted', 'A signal ended the run before everything was done.'),
      stateSerial: ref('serial', { title: 'Serial', description: 'Of the state that the run left behind.' }),
      counts: closed(
        { title: 'Counts', description: 'Changes that are complete.' },
        {
          created: count('Created', 'Objects.'),
          updated: count('Updated', 'Objects.'),
          replaced: count('Replaced', 'Objects.'),
          deleted: count('Deleted', 'Objects.'),
        },
      ),
    },
  ),
  stepFailure: closed(
    { title: 'Failure', description: 'Why a step failed.' },
    {
      kind: oneOfWords(
        'Kind',
        'What the failure means for another attempt. denied: not signed in or not allowed. refused: acrctl itself would not go on.',
        ['throttled', 'unknown', 'busy', 'not-visible', 'moved', 'denied', 'failed', 'permanent', 'refused'],
      ),
      ...answered(),
      action: oneOfWords('Action', 'What the step was to do.', ['create', 'update', 'delete']),
      label: text('Label', 'The type of the object, for people: private endpoint.'),
      id: ref('armId'),
      asked: closed(
        { title: 'Asked', description: 'The request that failed; absent where none was sent.' },
        asked(),
      ),
      attempts: count('Attempts', 'How often it was tried.'),
      elapsedMs: count('Elapsed', 'Milliseconds from the beginning of the step to its failure.'),
      stillRunning: flag('Still running', 'Azure may still be working on it; the next run follows it.'),
    },
    ['hint', 'asked', 'status', 'requestId', 'correlationId'],
  ),
  driftReport: closed(
    { title: 'drift', description: 'What changed outside acrctl. Exit code 2 where anything did.' },
    {
      stack: ref('stack'),
      state: orNull(ref('boundState'), {
        title: 'State',
        description: 'What Azure was compared with; null where nothing was applied yet.',
      }),
      drift: listOf(ref('drift'), { title: 'Drift', description: 'By address.' }),
      diagnostics: listOf(ref('diagnostic'), {
        title: 'Diagnostics',
        description:
          'What keeps a registry from its key though no value of a managed object differs. Exit code 2, too.',
      }),
      waiting: listOf(ref('waiting'), {
        title: 'Waiting',
        description: 'Who has to act before all of the file holds; of no consequence for the exit code.',
      }),
    },
  ),
  import: closed(
    { title: 'import', description: 'An object that stands in the state now. Azure was only read.' },
    {
      stack: ref('stack'),
      serial: ref('serial', { title: 'Serial', description: 'Of the state.' }),
      taken: listOf(
        closed({ title: 'Taken', description: 'An object that the state did not hold.' }, found()),
        {
          title: 'Taken',
          description: 'Empty where there was nothing to do.',
        },
      ),
      already: listOf(
        closed({ title: 'Already', description: 'An object that the state held at this address.' }, found()),
        { title: 'Already', description: 'Then nothing was written.' },
      ),
      next: closed(
        { title: 'Next', description: 'The plan as it is now, made of the same reads.' },
        {
          changes: listOf(ref('change'), {
            title: 'Changes',
            description: 'Of the whole file, by address; empty where there is nothing to do.',
          }),
          diagnostics: ref('diagnostics'),
        },
      ),
    },
  ),
  importRegistry: closed(
    {
      title: 'import registry',
      description:
        'The configuration that was written, and what the state holds for it. Azure was only read.',
    },
    {
      stack: ref('stack'),
      file: text('File', 'The configuration, as it was named.'),
      serial: ref('serial', { title: 'Serial', description: 'Of the state.' }),
      taken: listOf(
        closed({ title: 'Taken', description: 'An object that acrctl looks after now.' }, found()),
        {
          title: 'Taken',
          description: 'By address.',
        },
      ),
      existing: listOf(
        closed(
          { title: 'Existing', description: 'An object that the file only reads.' },
          { address: ref('address'), id: text('Id', 'In Azure.') },
        ),
        { title: 'Existing', description: 'In the order of the file.' },
      ),
      left: listOf(
        closed(
          { title: 'Left', description: 'What the file does not say, and acrctl leaves as it is.' },
          {
            id: text('Id', 'Of the object in Azure.'),
            address: orNull(ref('address'), {
              title: 'Address',
              description: 'Null where no entry stands for the object.',
            }),
            what: text('What', 'A sentence without its subject.'),
          },
        ),
        { title: 'Left', description: 'In the order of the file.' },
      ),
      diagnostics: ref('diagnostics', {
        title: 'Diagnostics',
        description: 'Warnings, also those of the next plan.',
      }),
    },
  ),
  records: closed(
    { title: 'records', description: 'The DNS records that private endpoints and custom domains need.' },
    {
      stack: ref('stack'),
      cloud: ref('cloud'),
      endpoints: listOf(ref('endpointRecords'), {
        title: 'Endpoints',
        description: 'Those asked for, in the order of their keys.',
      }),
      domains: listOf(ref('domainRecords'), {
        title: 'Custom domains',
        description: 'Those asked for, in the order of the registries.',
      }),
      fronts: listOf(ref('frontRecords'), {
        title: 'Public fronts',
        description: 'Those asked for, in the order of their keys.',
      }),
      forwarding: ref('dnsForwarding'),
    },
    ['forwarding'],
  ),
  frontRecords: closed(
    { title: 'Records of a front', description: 'Those of its public names.' },
    {
      address: ref('address'),
      registry: ref('address', { title: 'Registry', description: 'Its address.' }),
      zone: orNull(ref('address'), {
        title: 'Zone',
        description:
          'The entry of dnsZones in which acrctl writes them. Null with dns: external: nobody whom acrctl knows does.',
      }),
      records: listOf(
        {
          oneOf: [ref('addressRecord'), ref('aliasRecord')],
          title: 'Record',
          description: 'An address, or a CNAME of what chooses a region.',
        },
        {
          title: 'Records',
          description: 'That of the registry first, then those for layers by region.',
        },
      ),
    },
  ),
  addressRecord: closed(
    { title: 'Public address', description: 'One name, and where it leads.' },
    {
      host: text('Host', 'What clients ask for, and in full the name of the record.'),
      type: always('Type', 'Always A.', 'A'),
      ttl: count('TTL', 'Seconds.'),
      address: orNull(text('Address', 'Of the gateway.'), {
        title: 'Address',
        description: 'Null until the gateway has one.',
      }),
    },
  ),
  domainRecords: closed(
    { title: 'Records of custom domains', description: 'Those of one registry.' },
    {
      address: ref('address'),
      registry: ref('address', { title: 'Registry', description: 'Its address.' }),
      zone: orNull(ref('address'), {
        title: 'Zone',
        description:
          'The entry of dnsZones in which acrctl writes them. Null with dns: external: nobody whom acrctl knows does.',
      }),
      onboarding: oneOfWords('Onboarding', 'Azure answers to the names once this is active.', [
        'notRequested',
        'requested',
        'active',
      ]),
      records: listOf(ref('aliasRecord'), {
        title: 'Records',
        description: 'That of the registry first, then those of its data endpoints.',
      }),
    },
  ),
  aliasRecord: closed(
    { title: 'CNAME', description: 'One name, and the name that it stands for.' },
    {
      host: text('Host', 'What clients ask for, and in full the name of the record.'),
      type: always('Type', 'Always CNAME.', 'CNAME'),
      ttl: count('TTL', 'Seconds.'),
      target: text('Target', "Azure's own name of the same endpoint."),
    },
  ),
  endpointRecords: closed(
    { title: 'Records of an endpoint', description: 'Endpoints of one registry each have their own.' },
    {
      address: ref('address'),
      registry: ref('address', { title: 'Registry', description: 'Its address.' }),
      network: ref('address', { title: 'Network', description: 'Where the endpoint lives.' }),
      zone: text('Zone', 'In which the records stand: privatelink.azurecr.io.'),
      manage: oneOfWords(
        'Kept by',
        'dns.manage of the endpoint. zoneGroup: Azure. records: acrctl. policy: a policy, by a zone group. external: nobody whom acrctl knows.',
        ['zoneGroup', 'records', 'policy', 'external'],
      ),
      connection: orNull(text('Status', 'As Azure spells it: Approved, Pending, Rejected, Disconnected.'), {
        title: 'Connection',
        description: 'Null while there is no endpoint. Only what is Approved answers.',
      }),
      others: listOf(ref('address'), {
        title: 'Other endpoints',
        description: 'Of the same registry: the same names have other addresses there.',
      }),
      records: listOf(ref('dnsRecord'), {
        title: 'Records',
        description: 'That of the registry first, then those of its data endpoints, the home region first.',
      }),
    },
  ),
  dnsRecord: closed(
    { title: 'DNS record', description: 'One name, and where it leads.' },
    {
      host: text('Host', 'What clients ask for.'),
      name: text('Name', 'In the zone.'),
      type: always('Type', 'Always A.', 'A'),
      ttl: count('TTL', 'Seconds.'),
      address: privateAddress(),
      leaving: leaving(),
    },
  ),
  dnsForwarding: closed(
    {
      title: 'Forwarding',
      description:
        'With --forwarders: what DNS servers that are not those of Azure forward, to see private DNS zones.',
    },
    {
      domain: text('Domain', 'To be forwarded, with all names below it.'),
      target: text('Target', 'An address that answers only inside Azure networks.'),
      aliases: listOf(text('Host', 'A custom domain.'), {
        title: 'Aliases',
        description: 'CNAMEs for names of the domain: the same forwarding serves them.',
      }),
      servers: listOf(
        closed(
          { title: 'Servers', description: 'Of one network.' },
          {
            network: ref('address'),
            addresses: listOf(text('Address', 'Of a DNS server.'), {
              title: 'Addresses',
              description: 'As the file gives them.',
            }),
          },
        ),
        { title: 'Servers', description: 'What the file gives its networks.' },
      ),
    },
  ),
  allowList: closed(
    { title: 'allow-list', description: 'What firewalls and proxies must let clients reach.' },
    {
      stack: ref('stack'),
      cloud: ref('cloud'),
      shared: listOf(ref('allowedHost'), {
        title: 'Shared',
        description: 'What does not depend on the registry.',
      }),
      registries: listOf(ref('registryHosts'), {
        title: 'Registries',
        description: 'Those asked for, in the order of their keys.',
      }),
      storage: text(
        'Storage',
        'What layers come from without data endpoints, whether or not a registry has none.',
      ),
    },
  ),
  registryHosts: closed(
    { title: 'Hosts of a registry', description: 'All of them are needed for a pull.' },
    {
      address: ref('address'),
      hosts: listOf(ref('allowedHost'), { title: 'Hosts', description: 'By name.' }),
      endpoints: listOf(ref('privateAddresses'), {
        title: 'Endpoints',
        description: 'Where the same hosts are reached privately.',
      }),
    },
  ),
  allowedHost: closed(
    { title: 'Host', description: 'What to allow.' },
    {
      host: text('Host', 'A name, or with *. in front every name below it.'),
      port: always('Port', 'Always 443: HTTPS.', 443),
      purpose: oneOfWords(
        'Purpose',
        'registry: login, manifests, pushes. data: layers. domain, dataDomain: the same by names of your own. front, dataFront: the same through a public front. storage: layers while there are no data endpoints. login and management: az acr login. certificates: named by Microsoft.',
        [
          'registry',
          'data',
          'domain',
          'dataDomain',
          'front',
          'dataFront',
          'storage',
          'login',
          'management',
          'certificates',
        ],
      ),
      leaving: leaving(),
    },
  ),
  privateAddresses: closed(
    { title: 'Private addresses', description: 'Those of one endpoint.' },
    {
      address: ref('address'),
      network: ref('address', { title: 'Network', description: 'Where the endpoint lives.' }),
      addresses: listOf(
        closed(
          { title: 'Private address', description: 'Of one host.' },
          { host: text('Host', 'What clients ask for.'), address: privateAddress(), leaving: leaving() },
        ),
        { title: 'Addresses', description: 'In the order of the hosts.' },
      ),
    },
  ),
  connections: closed(
    { title: 'connections', description: 'Who is connected to the registries, or asks to be.' },
    {
      stack: ref('stack'),
      registries: listOf(ref('registryConnections'), {
        title: 'Registries',
        description: 'Those asked for, in the order of their keys.',
      }),
    },
  ),
  registryConnections: closed(
    { title: 'Connections of a registry', description: 'All that it shows.' },
    {
      address: ref('address'),
      id: ref('armId'),
      exists: flag('Exists', 'False while the registry is not made, which then has no connections.'),
      connections: listOf(ref('connection'), {
        title: 'Connections',
        description: 'By the id of the endpoint.',
      }),
      proposal: orNull(ref('proposedRule'), {
        title: 'Proposal',
        description:
          'Null where a rule is about each connection of others that is Pending or Approved, or there is none.',
      }),
    },
  ),
  connection: closed(
    { title: 'Connection', description: 'What a private endpoint asked for, as the registry shows it.' },
    {
      id: text('Resource id', 'In the case that Azure answers in.'),
      name: text('Name', 'As the registry chose it.'),
      status: text(
        'Status',
        'As Azure spells it: Approved, Pending, Rejected, Disconnected; Unknown where it says nothing.',
      ),
      endpoint: orNull(text('Resource id', 'In the case that Azure answers in.'), {
        title: 'Endpoint',
        description: 'The private endpoint; null where Azure no longer tells it.',
      }),
      description: orNull(text('Description', 'Written by others: it may be any text.'), {
        title: 'Description',
        description: 'What whoever decided left there.',
      }),
      own: orNull(
        closed(
          {
            title: 'Own endpoint',
            description: 'No rule is about it: its key approval says how it is approved.',
          },
          {
            address: ref('address'),
            leaving: flag('Leaving', 'The file no longer has it: it goes with the next apply.'),
          },
        ),
        { title: 'Own', description: 'The endpoint, where it is one of this stack; null where it is not.' },
      ),
      rules: listOf(
        closed(
          { title: 'Rule', description: 'Of network.approvals.' },
          {
            address: ref('address'),
            decision: oneOfWords('Decision', 'That of the rule.', ['approve', 'reject']),
          },
        ),
        {
          title: 'Rules',
          description: 'Those that are about it, by key. Where they decide differently, plans are invalid.',
        },
      ),
      next: orNull(oneOfWords('Status', 'What it becomes.', ['Approved', 'Rejected']), {
        title: 'Next',
        description: 'What the rules make of it with the next apply; null where it stays as it is.',
      }),
    },
  ),
  proposedRule: closed(
    {
      title: 'Proposed rule',
      description: 'What to write into the file for connections of others that no rule is about.',
    },
    {
      address: ref('address', { title: 'Address', description: 'Where it goes: free in the file.' }),
      endpoints: listOf(text('Resource id', 'Of a private endpoint.'), {
        title: 'Endpoints',
        description: 'For its key endpoints; decision is yours to add: approve or reject.',
      }),
    },
  ),
  ticketCustomDomain: closed(
    {
      title: 'ticket custom-domain',
      description: 'The request to Azure Support for the custom domains of a registry.',
    },
    {
      stack: ref('stack'),
      exitCode: exitCode(0, 1),
      address: ref('address'),
      onboarding: oneOfWords('Onboarding', 'What the file says of it.', [
        'notRequested',
        'requested',
        'active',
      ]),
      registry: closed(
        { title: 'Registry', description: 'For which the domains are asked.' },
        {
          name: text('Name', 'In Azure.'),
          id: ref('armId'),
          subscription: text('Subscription', 'Its id.'),
          tenant: text('Tenant', 'Its id.'),
          loginServer: text('Login server', "Azure's own name of the registry."),
          regions: listOf(text('Region', 'In its short form.'), {
            title: 'Regions',
            description: 'The home region first.',
          }),
        },
      ),
      identity: closed(
        { title: 'Identity', description: 'As what the registry reads the certificates.' },
        {
          kind: oneOfWords('Kind', 'system: that of the registry itself.', ['system', 'user']),
          name: text('Name', 'Of the identity, or of the registry.'),
          id: orNull(ref('armId'), {
            title: 'Id',
            description: 'Null for the identity of the registry itself.',
          }),
          principalId: orNull(text('Object id', 'A GUID.'), {
            title: 'Object id',
            description: 'Null while there is none.',
          }),
          clientId: orNull(text('Client id', 'A GUID.'), {
            title: 'Client id',
            description: 'Null for the identity of the registry itself, of which Azure Support asks none.',
          }),
        },
      ),
      domains: listOf(
        closed(
          { title: 'Domain', description: 'One that is to be served.' },
          {
            kind: oneOfWords('Kind', 'What it stands for.', ['registry', 'data']),
            region: orNull(text('Region', 'In its short form.'), {
              title: 'Region',
              description: 'Null for the registry.',
            }),
            host: text('Host', 'The name that clients use.'),
            target: text('Target', 'What the host is a CNAME of.'),
            secretId: text('Secret id', 'With the certificate.', '^https://'),
            record: oneOfWords('Record', 'Who writes the CNAME.', ['managed', 'external']),
          },
        ),
        { title: 'Domains', description: 'That of the registry first.' },
      ),
      checks: listOf(
        closed(
          { title: 'Check', description: 'What was looked at.' },
          {
            name: text('Name', 'As verify has it.'),
            about: orNull(text('About', 'A host, a vault, a certificate.'), {
              title: 'About',
              description: 'Null where there is one of its kind.',
            }),
            status: oneOfWords('Status', 'What it came to.', ['passed', 'failed', 'warning']),
            found: text('Found', 'In a line, for people.'),
            advice: orNull(text('Advice', 'What to do.'), {
              title: 'Advice',
              description: 'Null where there is nothing to do.',
            }),
          },
        ),
        { title: 'Checks', description: 'In the order in which they are printed.' },
      ),
      ready: flag('Ready', 'No check failed.'),
    },
  ),
  rotateCertificate: closed(
    {
      title: 'rotate certificate',
      description:
        'A new version of a certificate that is in its vault now. Where none was put there, the document is that of apply.',
    },
    {
      stack: ref('stack'),
      address: ref('address'),
      secretUri: text('Secret URI', 'Of the secret, without a version.', '^https://'),
      source: oneOfWords('Source', 'Where the certificate comes from, as the entry says.', [
        'pemFile',
        'pfxFile',
        'selfSigned',
      ]),
      format: oneOfWords('Format', 'pem: for domains of registries. pfx: for listeners of gateways.', [
        'pem',
        'pfx',
      ]),
      before: orNull(fingerprint('In the vault when the command began.'), {
        title: 'Before',
        description: 'Null where no tag told it.',
      }),
      fingerprint: fingerprint('In the vault now.'),
    },
  ),
  rotateToken: closed(
    {
      title: 'rotate token',
      description: 'A password of a token that was drawn and stored. Its value is in no document.',
    },
    {
      stack: ref('stack'),
      address: ref('address'),
      username: text('User name', 'Who logs in with the password.'),
      password: oneOfWords('Password', 'Which of the two.', ['password1', 'password2']),
      expires: orNull(text('Expires', 'When it ends, as Azure says it.'), {
        title: 'Expires',
        description: 'Null for one without an end.',
      }),
      storedIn: oneOfWords('Stored in', 'What has the password.', ['secret', 'file']),
      place: text('Place', 'The URI of the secret without a version, or the path of the file.'),
    },
  ),
  rotateEncryption: closed(
    { title: 'rotate encryption', description: 'What a rotation of the key of a registry came to.' },
    {
      stack: ref('stack'),
      address: ref('address'),
      id: ref('armId'),
      key: text('Key', 'The URI of the key, without a version.', '^https://'),
      rotation: oneOfWords(
        'Rotation',
        'auto: the registry takes a new version by itself. manual: it stays at its version until another is named.',
        ['auto', 'manual'],
      ),
      before: orNull(keyVersion('In use when the command began.'), {
        title: 'Before',
        description: 'Null where the registry did not tell it.',
      }),
      newest: keyVersion('The newest one of the key.'),
      made: flag('Made', 'This run made the newest version.'),
      result: oneOfWords(
        'Result',
        'followed: the registry uses the newest version. not-waited: it takes it by itself, and nobody waited. to-write: byHand says how it comes to use it.',
        ['followed', 'not-waited', 'to-write'],
      ),
      byHand: orNull(ref('byHand'), {
        title: 'By hand',
        description: 'What has the registry take the newest version; null where it does so by itself.',
      }),
      users: listOf(ref('keyUser'), {
        title: 'Users',
        description: 'Every registry with this key that was found, the one of the command among them.',
      }),
      unlisted: unlistedSubscriptions(),
      disposable: listOf(keyVersion('One that is enabled.'), {
        title: 'Disposable',
        description:
          'Older versions that may be disabled, the newest first: none while a registry may still use one. Of others that use the key, such as storage accounts, acrctl knows nothing.',
      }),
    },
  ),
  byHand: closed(
    { title: 'By hand', description: 'For a registry whose key has a version.' },
    {
      where: oneOfWords('Where', 'file: a line of the configuration. shell: a command.', ['file', 'shell']),
      text: text('Text', 'As it is to be written.'),
    },
  ),
  keyUser: closed(
    { title: 'Key user', description: 'A registry that uses the key.' },
    {
      id: ref('armId'),
      version: orNull(keyVersion('In use now.'), {
        title: 'Version',
        description: 'Null where the registry does not tell it.',
      }),
      since: orNull(text('Since', 'A time of RFC 3339.'), {
        title: 'Since',
        description: 'When it took that version; null where it does not tell.',
      }),
      follows: flag('Follows', 'It uses the newest version, since that was made.'),
    },
  ),
  revokeEncryption: closed(
    { title: 'revoke encryption', description: 'What became of the access of a registry to its key.' },
    {
      stack: ref('stack'),
      result: oneOfWords(
        'Result',
        'revoked: taken away, and read back. already-gone: there was nothing to take away. access-remains: what is in others gives it still.',
        ['revoked', 'already-gone', 'access-remains'],
      ),
      exitCode: exitCode(0, 1),
      address: ref('address'),
      id: ref('armId'),
      key: text('Key', 'The URI of the key, without a version.', '^https://'),
      vault: ref('armId', { title: 'Vault', description: 'Its id.' }),
      authorization: oneOfWords('Authorization', 'What the vault goes by.', ['roles', 'policies']),
      identity: orNull(ref('armId'), {
        title: 'Identity',
        description: 'The one that reaches the key; null where it is the own one of the registry.',
      }),
      principal: text('Principal', 'The object id of that identity.'),
      grants: listOf(ref('keyGrant'), {
        title: 'Grants',
        description: 'What was taken away: exactly what gave this identity the access.',
      }),
      others: listOf(ref('otherAccess'), {
        title: 'Others',
        description: 'What gives access besides, or may, and is left as it is.',
      }),
      affected: listOf(ref('armId'), {
        title: 'Affected',
        description: 'The registries that lose their key, this one among them.',
      }),
      unlisted: unlistedSubscriptions(),
      restoredByApply: flag(
        'Restored by apply',
        'The next apply of this stack gives the access back by itself.',
      ),
      restore: listOf(text('Command', 'For Azure CLI.'), {
        title: 'Restore',
        description: 'Commands that give back what was taken away.',
      }),
    },
  ),
  keyGrant: {
    title: 'Grant',
    description: 'What gives an identity access to a key.',
    oneOf: [
      closed(
        { title: 'Role assignment', description: 'Of the role Key Vault Crypto Service Encryption User.' },
        {
          kind: always('Kind', 'Always role.', 'role'),
          id: text('Resource id', 'Of the role assignment.', '^/'),
          scope: text('Scope', 'The vault or the key.', '^/'),
        },
      ),
      closed(
        { title: 'Access policy', description: 'Of the vault.' },
        {
          kind: always('Kind', 'Always policy.', 'policy'),
          permissions: listOf(text('Permission', 'As the vault spells it.'), {
            title: 'Permissions',
            description: 'For keys.',
          }),
        },
      ),
    ],
  },
  otherAccess: closed(
    { title: 'Other access', description: 'A role assignment that is not taken away.' },
    {
      id: text('Resource id', 'Of the role assignment.', '^/'),
      scope: text('Scope', 'Where the role is given.', '^/'),
      role: text('Role', 'Its name, or the GUID of one that acrctl does not know.'),
      group: orNull(text('Group', 'Its object id.'), {
        title: 'Group',
        description: 'The identity may be in it; null where the identity itself has the role.',
      }),
      certain: flag(
        'Certain',
        'False where it depends on the group, or on a role that acrctl does not know.',
      ),
    },
  ),
  verify: closed(
    { title: 'verify', description: 'Whether what the configuration promises is so.' },
    {
      stack: ref('stack'),
      cloud: ref('cloud'),
      exitCode: exitCode(0, 1),
      counts: closed(
        { title: 'Counts', description: 'Checks by status.' },
        {
          passed: count('Passed', 'Proven.'),
          failed: count('Failed', 'Not so; the exit code is then 1.'),
          warning: count('Warning', 'So, and it deserves a look.'),
          skipped: count('Skipped', 'Nobody looked; found says why.'),
        },
      ),
      checks: listOf(ref('checkResult'), {
        title: 'Checks',
        description: 'In the order in which they are printed.',
      }),
    },
  ),
  checkResult: closed(
    { title: 'Check', description: 'One thing that was to be proven.' },
    {
      name: text(
        'Name',
        'For scripts: the part of the configuration, a dot, and what is checked. It never changes its meaning.',
        '^[a-z][A-Za-z]*\\.[a-z][A-Za-z]*$',
      ),
      registry: ref('address', { title: 'Registry', description: 'For which it was made.' }),
      address: ref('address', { title: 'Address', description: 'Of the entry that promises it.' }),
      about: orNull(text('About', 'A host, a server, an object.'), {
        title: 'About',
        description: 'Null where the entry is all that it is about.',
      }),
      proves: text('Proves', 'What is true once it passed.'),
      how: text('How', 'What was asked of whom.'),
      requirements: listOf(text('Requirement', 'A number such as 1.49.', '^[0-9]+\\.[0-9]+[a-z]?$'), {
        title: 'Requirements',
        description: 'What it proves in the documents that acrctl keeps to.',
      }),
      status: oneOfWords('Status', 'As it was counted.', ['passed', 'failed', 'warning', 'skipped']),
      found: text('Found', 'In a line: what holds, what does not, or why nobody looked.'),
      evidence: listOf(text('Line', 'Such as a hop of a name.'), {
        title: 'Evidence',
        description: 'What was seen.',
      }),
      code: orNull(text('Code', 'Names one kind of fault for ever.', '^ACR[0-9]{4}$'), {
        title: 'Code',
        description: 'Null where it passed or was skipped.',
      }),
      advice: orNull(text('Advice', 'Sentences; commands stand behind line breaks.'), {
        title: 'Advice',
        description: 'Null where it passed or was skipped.',
      }),
    },
  ),
  doctor: closed(
    { title: 'doctor', description: 'Whether a run would have what it needs.' },
    {
      stack: orNull(ref('stack'), {
        title: 'Stack',
        description: 'Null where the configuration is not valid.',
      }),
      cloud: ref('cloud'),
      exitCode: exitCode(0, 1, 3, 4),
      counts: closed(
        { title: 'Counts', description: 'Checks by status.' },
        {
          ok: count('OK', 'Nothing is wrong.'),
          warning: count('Warning', 'It works, and deserves a look.'),
          failed: count('Failed', 'It has to be mended.'),
          skipped: count('Skipped', 'Nobody looked; found says why.'),
        },
      ),
      identity: orNull(ref('signedIn'), {
        title: 'Identity',
        description: 'Null where nobody signed in, as with an emulator.',
      }),
      checks: listOf(ref('check'), {
        title: 'Checks',
        description: 'In the order in which they are printed.',
      }),
    },
  ),
  signedIn: closed(
    { title: 'Signed in', description: 'As the token says, unverified.' },
    {
      tenant: text('Tenant', 'Its id.'),
      object: orNull(text('Object id', 'What roles are assigned to.'), {
        title: 'Object',
        description: 'The user, application or managed identity.',
      }),
      application: orNull(text('Client id', 'By which it signed in.'), {
        title: 'Application',
        description: 'That of the Azure CLI for a person who uses it.',
      }),
      user: orNull(text('User name', 'Of a person.'), {
        title: 'User',
        description: 'Null for applications and managed identities.',
      }),
      expires: orNull(text('Time', 'RFC 3339, UTC.'), {
        title: 'Expires',
        description: 'When the token is over; a run asks for another in time. Null where it is not told.',
      }),
    },
  ),
  check: closed(
    { title: 'Check', description: 'One thing that was looked at, or why it was not.' },
    {
      name: oneOfWords('Name', 'Never changes its meaning.', CHECKS),
      subscription: orNull(text('Subscription', 'Its id.'), {
        title: 'Subscription',
        description: 'Where each has a check of its own.',
      }),
      status: oneOfWords('Status', 'A warning stops nothing.', ['ok', 'warning', 'failed', 'skipped']),
      found: text('Found', 'In a few words, for people; of a check that was skipped, why.'),
      diagnostics: ref('diagnostics', {
        title: 'Diagnostics',
        description: 'What is wrong and what to do: of what failed or warns.',
      }),
    },
  ),
  cloud: oneOfWords('Cloud', 'azure.cloud of the configuration.', [
    'AzureCloud',
    'AzureUSGovernment',
    'AzureChinaCloud',
  ]),
  stateList: closed(
    { title: 'state list', description: 'What the state holds.' },
    {
      stack: ref('stack'),
      state: ref('stateHeading'),
      resources: listOf(
        closed(
          { title: 'Entry', description: 'state show has the rest of it.' },
          {
            address: ref('address'),
            type: ref('resourceType'),
            id: ref('armId'),
            settled: flag('Settled', 'False until Azure once said that the object is finished.'),
          },
        ),
        { title: 'Resources', description: 'Sorted by address.' },
      ),
      open: openSteps(),
    },
  ),
  stateShow: closed(
    { title: 'state show', description: 'One entry of the state.' },
    {
      stack: ref('stack'),
      state: ref('stateHeading'),
      resource: ref('stateEntry'),
      open: openSteps(),
    },
  ),
  stateMove: closed(
    { title: 'state mv', description: 'What has another address in the state now.' },
    {
      stack: ref('stack'),
      state: ref('stateHeading'),
      moved: listOf(ref('move'), {
        title: 'Moved',
        description:
          'Children first. Empty where an earlier run of the same command was cut off near its end, and this one did the rest.',
      }),
    },
  ),
  stateForget: closed(
    { title: 'state rm', description: 'What the state has forgotten. The objects stay.' },
    {
      stack: ref('stack'),
      state: ref('stateHeading'),
      forgotten: listOf(
        closed(
          { title: 'Entry', description: 'It is in the state no more.' },
          { address: ref('address'), type: ref('resourceType'), id: ref('armId') },
        ),
        { title: 'Forgotten', description: 'Sorted by address.' },
      ),
    },
  ),
  statePush: closed(
    { title: 'state push', description: 'The state that stands there now.' },
    {
      stack: ref('stack'),
      state: ref('stateHeading'),
      written: flag('Written', 'False where exactly that stood there already.'),
    },
  ),
  stateMigrate: closed(
    { title: 'state migrate', description: 'The state that was moved, as it stands at the new place.' },
    {
      stack: ref('stack'),
      state: ref('stateHeading'),
      from: text('From', 'Where it was: a path, or a URL.'),
      to: text('To', 'Where it is: a path, or a URL.'),
    },
  ),
  stateUnlock: closed(
    { title: 'state unlock', description: 'The lock that was removed.' },
    {
      stack: ref('stack'),
      removed: orNull(ref('removedLock'), {
        title: 'Removed',
        description: 'Null where nobody held the lock.',
      }),
    },
  ),
  stateRebuild: closed(
    { title: 'state rebuild', description: 'What was found in Azure and taken into the state.' },
    {
      stack: ref('stack'),
      serial: orNull(ref('serial'), {
        title: 'Serial',
        description: 'Of the state; null where there is none, since nothing was found.',
      }),
      taken: listOf(closed({ title: 'Taken', description: 'An object that acrctl made.' }, found()), {
        title: 'Taken',
        description: 'By address.',
      }),
      left: listOf(
        closed(
          { title: 'Left', description: 'An object that is there and not taken.' },
          {
            ...found(),
            reason: oneOfWords(
              'Reason',
              'other-stack: it carries the mark of another stack. unmarked: it carries none.',
              ['other-stack', 'unmarked'],
            ),
          },
        ),
        { title: 'Left', description: 'By address.' },
      ),
    },
  ),
  removedLock: closed(
    { title: 'Lock', description: 'As it stood just before it was removed.' },
    {
      id: text('Lock', 'What names it.', '^[0-9A-Za-z-]{1,64}$'),
      holder: orNull(ref('lock'), {
        title: 'Holder',
        description: 'Null where the file could not be read.',
      }),
      process: oneOfWords(
        'Process',
        'What was known of the process that held it. unknown: it is not one of this machine, or cannot be seen from here.',
        ['alive', 'gone', 'unknown'],
      ),
    },
  ),
  stateHeading: closed(
    { title: 'State', description: 'Which state was read.' },
    {
      path: text('Path', 'Of the file.'),
      lineage: ref('lineage'),
      serial: ref('serial'),
      unfinishedRun: flag(
        'Unfinished run',
        'An apply is at work or was interrupted. What its journal holds is taken into account; Azure was not asked.',
      ),
    },
  ),
  openStep: closed(
    { title: 'Open step', description: 'Begun, and nobody has read back yet what became of it.' },
    {
      address: ref('address'),
      step: ref('stepRef'),
      type: ref('resourceType'),
      id: ref('armId'),
      action: oneOfWords('Action', 'What the step does to the object.', ['create', 'update', 'delete']),
    },
  ),
  failure: closed(
    { title: 'Failure', description: 'Printed instead of the result, whatever the command.' },
    {
      error: closed(
        { title: 'Error', description: 'What ended the command.' },
        {
          exitCode: exitCode(1, 3, 4, 5, 6, 7, 130),
          diagnostics: ref('diagnostics'),
          requests: listOf(ref('failedRequest'), {
            title: 'Requests',
            description: 'The requests to Azure that failed, where those ended the command.',
          }),
        },
        ['requests'],
      ),
    },
  ),
  failedRequest: closed(
    {
      title: 'Failed request',
      description: 'A request that failed while acrctl was reading: nothing was being written.',
    },
    {
      ...asked(),
      ...answered(),
      attempts: count('Attempts', 'How often it was tried.', 1),
      elapsedMs: count('Elapsed', 'Milliseconds over all attempts.'),
    },
    ['method', 'path', 'status', 'hint', 'requestId', 'correlationId', 'attempts', 'elapsedMs'],
  ),
  emulator: closed(
    { title: 'emulator', description: 'The line that is printed when the emulator is ready.' },
    {
      endpoint: text('Endpoint', 'For ACRCTL_ARM_ENDPOINT.', '^https?://127\\.0\\.0\\.1:[0-9]+$'),
      tenantId: guid('Tenant', 'Of all subscriptions, and where programs sign in.'),
      subscriptionId: guid('Subscription', 'The one that is listed from the start.'),
      ca: text('Certificate authority', 'With --tls: the file with the certificate to trust, in full.'),
    },
    ['ca'],
  ),
};

function guid(title: string, description: string) {
  return text(title, description, '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$');
}

function keyVersion(description: string) {
  return text('Version', `Of a key. ${description}`, '^[0-9a-f]{32}$');
}

function fingerprint(description: string) {
  return text('Fingerprint', `SHA-256 of the certificate, in lower hex. ${description}`, '^[0-9a-f]{64}$');
}

function unlistedSubscriptions() {
  return listOf(text('Subscription', 'Its id.'), {
    title: 'Not listed',
    description: 'Subscriptions whose registries the caller may not list: one of them may use the key.',
  });
}

function asked(): Definitions {
  return {
    method: text('Method', 'Of the HTTP request.', '^[A-Z]+$'),
    path: text('Path', 'Without the query. The URL of an operation is signed and not shown whole.'),
  };
}

function answered(): Definitions {
  return {
    code: text('Code', 'That of Azure, or one of acrctl.'),
    innerCodes: listOf(text('Code', 'As Azure gave it.'), {
      title: 'Inner codes',
      description: 'The codes inside the answer of Azure, outermost first.',
    }),
    message: text('Message', 'What went wrong.'),
    hint: text('Hint', 'What to do. Behind a line break stands a command, as it is to be typed.'),
    status: count('Status', 'Of the HTTP answer; absent where none came.', 100),
    requestId: text('Request id', 'Names the request to Azure support.'),
    correlationId: text('Correlation id', "Names the run in Azure's activity log."),
  };
}

function found(): Definitions {
  return { address: ref('address'), type: ref('resourceType'), id: ref('armId') };
}

function privateAddress() {
  return orNull(text('Address', 'IPv4.'), {
    title: 'Address',
    description: 'Null until the endpoint has one.',
  });
}

function leaving() {
  return flag('Leaving', 'The next apply takes it away; until then it is needed.');
}

function waiting() {
  return listOf(ref('waiting'), {
    title: 'Waiting',
    description: 'Who has to act before all of the file holds; exit code 1 while there is anyone.',
  });
}

function exitCode(...codes: readonly number[]) {
  return { title: 'Exit code', description: 'That of the process.', enum: codes };
}

function steps(title: string, description: string) {
  return listOf(ref('stepRef'), { title, description });
}

function openSteps() {
  return listOf(ref('openStep'), {
    title: 'Open steps',
    description: 'Of these addresses, sorted. One that the state does not hold yet may be among them.',
  });
}
