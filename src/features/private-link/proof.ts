import { type Code, diagnose } from '../../core/codes.ts';
import type { Config } from '../../core/config.generated.ts';
import type { ReviewInput } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { type BoundEvidence, type BoundRegistry, checkKey } from '../../core/evidence.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import type { PlacedRegistry } from '../placed.ts';
import { placeEntries } from '../placement.ts';
import { liveObjects, provenHosts } from './evidence.ts';
import { interfaceAddresses } from './host-names.ts';
import { interfaceOf } from './path-check.ts';

/** What kind of fault it is, and what is not as it should be. */
interface ProofFault {
  readonly code: Code;
  readonly detail: string;
}

/**
 * Where the file has `privatePathProof: probe`, an open registry is closed only with a proof from inside that is of this
 * very path (I-12). How old it is, is asked by whoever has a clock.
 */
export function proofDiagnostics(input: ReviewInput<Config>): readonly Diagnostic[] {
  const { config, changes, live, evidence } = input;
  const closing = new Set(
    changes.filter(({ steps }) => steps.some(({ name }) => name === 'close')).map(({ id }) => foldId(id)),
  );
  return placeEntries(config)
    .registries.filter(({ id, network }) => network.privatePathProof === 'probe' && closing.has(foldId(id)))
    .flatMap((registry) => {
      const fault = proofFault(registry, { stack: config.stack, live, evidence });
      return fault === undefined ? [] : [refusal(registry, fault)];
    });
}

function refusal({ key, address, name }: PlacedRegistry, { code, detail }: ProofFault): Diagnostic {
  return diagnose(code, {
    address,
    detail: `The plan closes the public access of ${name}, and the file wants its private path proven from inside before (privatePathProof: probe). ${detail}`,
    hint: `Run the first on a machine in the network, and bring its file to where you plan. While the path is still to be made, apply it with the public access as it is.\nacrctl verify ${key} --evidence evidence.json\nacrctl plan --evidence evidence.json`,
    requirements: ['1.39', '1.42'],
  });
}

interface Looked {
  readonly stack: string;
  readonly live: LiveObjects;
  readonly evidence: BoundEvidence | undefined;
}

/** Why the evidence does not prove the private path of the registry as it is now; undefined where it does. */
export function proofFault(
  registry: PlacedRegistry,
  { stack, live, evidence }: Looked,
): ProofFault | undefined {
  if (evidence === undefined)
    return { code: 'ACR2511', detail: 'There is no evidence: --evidence names none.' };
  const other = (detail: string): ProofFault => ({ code: 'ACR2513', detail });
  if (evidence.stack !== stack)
    return other(`The evidence is of the stack "${evidence.stack}"; this is "${stack}".`);
  const now = liveObjects(registry, live);
  const seen = evidence.registries.find(({ id }) => id === now.id);
  if (seen === undefined) return other('The evidence says nothing of this registry.');
  if (seen.incarnation !== now.incarnation)
    return other(
      'The evidence is of a registry of that name that was deleted since: this one was made later.',
    );
  const moved = now.endpoints.filter(
    ({ id, incarnation }) =>
      !seen.endpoints.some((each) => each.id === id && each.incarnation === incarnation),
  );
  if (moved.length > 0)
    return other(
      `The evidence was made before ${enumerate(moved.map(({ id }) => nameOf(id)))} ${moved.length === 1 ? 'was' : 'were'} made, or made anew.`,
    );
  return checksFault(registry, live, seen) ?? addressFault(registry, live, seen);
}

/** Nothing failed, and all that makes a proof was looked at. */
function checksFault(
  registry: PlacedRegistry,
  live: LiveObjects,
  seen: BoundRegistry,
): ProofFault | undefined {
  const failed = seen.failed.filter((check) => !check.startsWith(`${TO_BE_CLOSED} `));
  if (failed.length > 0) return { code: 'ACR2514', detail: `Checks failed there: ${enumerate(failed)}.` };
  const lacking = neededChecks(registry, live).filter((check) => !seen.passed.includes(check));
  return lacking.length === 0
    ? undefined
    : { code: 'ACR2514', detail: `It was not looked at there: ${enumerate(lacking)}.` };
}

/** Fails by the file that closes the registry, until it is closed. */
const TO_BE_CLOSED = 'registry.publicAccess';

/** The way that clients go: name, certificate and answer of each host. What needs a login is not part of it. */
function neededChecks(registry: PlacedRegistry, live: LiveObjects): readonly string[] {
  const hosts = provenHosts(registry, live);
  return hosts.flatMap((about) => [
    checkKey({ name: 'dns.private', about }),
    checkKey({ name: 'tls.certificate', about }),
    checkKey({ name: about.includes('.data.') ? 'registry.dataEndpoint' : 'registry.challenge', about }),
  ]);
}

/** What the names led to there is what the endpoints have here. */
function addressFault(
  registry: PlacedRegistry,
  live: LiveObjects,
  seen: BoundRegistry,
): ProofFault | undefined {
  const tables = registry.endpoints.map((endpoint) => interfaceAddresses(interfaceOf(live, endpoint)));
  const strange = provenHosts(registry, live).find((host) => {
    const own = tables.flatMap((table) => table.get(host) ?? []);
    const led = seen.names.find((name) => name.host === host)?.addresses ?? [];
    return led.length === 0 || !led.every((address) => own.includes(address));
  });
  if (strange === undefined) return undefined;
  const led = seen.names.find((name) => name.host === strange)?.addresses ?? [];
  return {
    code: 'ACR2513',
    detail: `There ${strange} led to ${enumerate(led) || 'no address'}, which no endpoint of the registry has now.`,
  };
}

/** For the reviewer: when and where the proof was made, and what it does not prove. */
export function proofLine(
  registry: PlacedRegistry,
  { made, machine, digest, registries }: BoundEvidence,
  live: LiveObjects,
): string {
  const seen = registries.find(({ id }) => id === foldId(registry.id));
  const led = new Set(seen?.names.flatMap(({ addresses }) => addresses));
  const isThrough = (endpoint: PlacedRegistry['endpoints'][number]) =>
    [...interfaceAddresses(interfaceOf(live, endpoint)).values()].some((address) => led.has(address));
  const through = registry.endpoints.filter(isThrough).map(({ key }) => key);
  const others = registry.endpoints.filter((endpoint) => !isThrough(endpoint)).map(({ key }) => key);
  const rest = others.length === 0 ? '' : `; not proven from inside: ${enumerate(others)}`;
  const diverted =
    machine.redirects.length === 0 ? '' : `, led by options to ${enumerate(machine.redirects)}`;
  return `proven from inside at ${made} on ${machine.host}, through ${enumerate(through)}${diverted} (evidence ${digest.slice(0, 12)})${rest}`;
}
