import { enumerate, quote } from '../../core/wording.ts';
import {
  type CertificateFacts,
  type CertificateFault,
  isNamedBy,
  isSelfSigned,
  isSignedBy,
  issuerNameOf,
  pointTo,
} from './certificate.ts';

/** What stands above a leaf in order, and what is wrong with it: missing, elsewhere, or not part of it. */
export interface Chain {
  readonly chain: readonly CertificateFacts[];
  readonly faults: readonly CertificateFault[];
}

/**
 * The chain of a leaf among the other certificates of its file. Each has to be signed by the next (0.9), up to a root or
 * to one whose issuer clients have themselves. A leaf alone that did not sign itself lacks its intermediate: a public
 * authority signs none with its root, and the root of one's own may stand in the file.
 */
export function chainOf(leaf: CertificateFacts, others: readonly CertificateFacts[]): Chain {
  const chain: CertificateFacts[] = [];
  let rest = others;
  for (let lower = leaf; !isSelfSigned(lower.x509); ) {
    const next = rest.find(({ x509 }) => isSignedBy(lower.x509, x509));
    if (next === undefined) break;
    chain.push(next);
    rest = rest.filter((other) => other !== next);
    lower = next;
  }
  const top = chain.at(-1) ?? leaf;
  const named = [top, ...rest].find(({ x509 }) => isNamedBy(top.x509, x509));
  if (named !== undefined && !isSelfSigned(top.x509)) return { chain, faults: [broken(top, named)] };
  const above = isSelfSigned(top.x509) ? [] : rest.filter(({ x509 }) => x509.ca);
  const beside = rest.filter((other) => !above.includes(other)).map(idle);
  if (above.length > 0) return { chain, faults: [gap(top, above), ...beside] };
  if (chain.length === 0 && !isSelfSigned(leaf.x509)) return { chain, faults: [alone(leaf), ...beside] };
  if (beside.length > 0) return { chain, faults: beside };
  return { chain, faults: [...orderFaults(leaf, chain), ...authorityFaults(leaf, chain)] };
}

function orderFaults(
  leaf: CertificateFacts,
  chain: readonly CertificateFacts[],
): readonly CertificateFault[] {
  const wanted = [leaf, ...chain];
  const written = wanted.toSorted((a, b) => a.line - b.line);
  const misplaced = written.find((each, index) => each !== wanted[index]);
  if (misplaced === undefined) return [];
  const places = wanted.map(pointTo);
  return [
    fault(
      'ACR1412',
      misplaced.line,
      `The certificates are not in order: each has to be signed by the one after it, and ${quote(misplaced.name)} stands too early.`,
      `Put them into this order: ${enumerate(places)}.`,
    ),
  ];
}

/** Something that should join the two parts of the file is not there. */
function gap(top: CertificateFacts, rest: readonly CertificateFacts[]): CertificateFault {
  const issuer = quote(issuerNameOf(top));
  const others = enumerate(rest.map(pointTo));
  return fault(
    'ACR1411',
    top.line,
    `${quote(top.name)} is signed by ${issuer}, whose certificate is missing: nothing joins it to ${others}.`,
    `Put the certificate of ${issuer} behind it; take out what does not belong to this chain.`,
  );
}

function alone(leaf: CertificateFacts): CertificateFault {
  const issuer = quote(issuerNameOf(leaf));
  return fault(
    'ACR1411',
    leaf.line,
    `${quote(leaf.name)} is signed by ${issuer}, whose certificate is missing: clients that do not have it refuse the connection.`,
    `Put the certificate of ${issuer} behind it, and those above that; authorities hand them out as chain or bundle. Of an authority of your own whose root signs by itself, put the root there.`,
  );
}

/** By its names the other one signed it, by the signature not. */
function broken(lower: CertificateFacts, issuer: CertificateFacts): CertificateFault {
  const by = issuer === lower ? 'itself' : pointTo(issuer);
  return fault(
    'ACR1403',
    lower.line,
    `${quote(lower.name)} says that it is signed by ${by}, and its signature is not made with that key.`,
    'One of the two is damaged, or the issuer has another certificate of the same name: copy both again from where they came.',
  );
}

function idle({ name, line }: CertificateFacts): CertificateFault {
  return fault(
    'ACR1414',
    line,
    `The certificate ${quote(name)} is not part of the chain: it signed none of the others.`,
    'Take it out; a file has one certificate with its chain.',
  );
}

/** Clients refuse what was signed by a certificate that may not sign. */
function authorityFaults(
  leaf: CertificateFacts,
  chain: readonly CertificateFacts[],
): readonly CertificateFault[] {
  return chain.flatMap(({ name, line, x509 }, index) => {
    const lower = chain[index - 1] ?? leaf;
    if (x509.ca && lower.x509.checkIssued(x509)) return [];
    const problem = `${quote(name)} signed ${pointTo(lower)}, and is not marked as an authority that may sign certificates.`;
    return [
      fault(
        'ACR1411',
        line,
        problem,
        'Put the certificate of the authority there that the issuer hands out.',
      ),
    ];
  });
}

function fault(
  code: CertificateFault['code'],
  line: number,
  problem: string,
  remedy: string,
): CertificateFault {
  return { code, line, problem, remedy, requirements: ['0.9'] };
}
