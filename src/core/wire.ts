/**
 * The network as clients of a registry meet it, for `acrctl verify`: names, certificates and answers, seen without
 * a credential of Azure Resource Manager. The real one is in `providers/wire`. No call rejects because of what is
 * out there: what went wrong is what was seen. Each is bounded, and rejects only when the run is interrupted.
 */
export interface Wire {
  /** Asks for the IPv4 addresses of a host: the given server, or those of this machine one after the other. */
  resolve(host: string, server?: string): Promise<Resolution>;
  /** Shakes hands by TLS with whatever the host leads to; nothing is sent beyond that. */
  handshake(host: string): Promise<Handshake>;
  /** One HTTPS request. A certificate that does not prove the host ends it before anything is sent. */
  request(request: WireRequest): Promise<WireAnswer>;
}

/** `10.20.0.4`, or `127.0.0.1:5353` where the port is not that of DNS. */
export type ServerName = string;

export interface Resolution {
  readonly host: string;
  /** Whose answer this is: of several servers of the machine the last one that was asked. */
  readonly server: ServerName;
  /** The way of the name, in the order of the hops; what an answer holds beside it is left out. */
  readonly hops: readonly Hop[];
  readonly outcome: ResolutionOutcome;
}

export interface Hop {
  readonly name: string;
  readonly type: 'CNAME' | 'A';
  /** A name in lower case without a dot at the end, or an address. */
  readonly data: string;
  readonly ttl: number;
}

/**
 * addresses: the last hops are type A. nxdomain: there is no such name, which is that of the last hop. nodata: there is,
 * and it has no address. servfail, refused, malformed: what the server said instead. timeout: nobody answered.
 * unreachable: the way there is closed. loop: the hops never end.
 */
export type ResolutionOutcome =
  | 'addresses'
  | 'nxdomain'
  | 'nodata'
  | 'servfail'
  | 'refused'
  | 'malformed'
  | 'timeout'
  | 'unreachable'
  | 'loop';

/** Where a connection goes. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

/** Nothing was connected to. */
export type NoConnection =
  | { readonly outcome: 'unresolved'; readonly resolution: Resolution }
  /** refused, timeout, unreachable, or reset: by whom or why nobody tells. `detail` is what the system called it. */
  | {
      readonly outcome: 'refused' | 'timeout' | 'unreachable' | 'reset';
      readonly place: Place;
      readonly detail: string;
    };

export type Handshake =
  | NoConnection
  | {
      readonly outcome: 'shaken';
      readonly place: Place;
      /** `TLSv1.3`. */
      readonly protocol: string;
      /** That of the server first. */
      readonly chain: readonly ShownCertificate[];
      /** OpenSSL's name for what is wrong with the chain, such as `UNABLE_TO_GET_ISSUER_CERT_LOCALLY`; null where it is trusted. */
      readonly chainFault: string | null;
      /** False where the certificate is for other names. */
      readonly namesHost: boolean;
    };

export interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** The DNS names that it is for. */
  readonly names: readonly string[];
  readonly validFromMs: number;
  readonly validToMs: number;
  /** SHA-256 of the certificate, in lower-case hex. */
  readonly fingerprint: string;
}

export interface WireRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** https, without a port: `host` in it is resolved, and what the certificate must prove. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type WireAnswer =
  | NoConnection
  /** The certificate does not prove the host: nothing was sent. */
  | { readonly outcome: 'untrusted'; readonly place: Place; readonly detail: string }
  | {
      readonly outcome: 'answered';
      readonly place: Place;
      readonly status: number;
      /** Lower-case names, in the order received; a name that came twice stands twice. */
      readonly headers: readonly (readonly [string, string])[];
      /** Of a longer body the beginning. */
      readonly body: string;
      /** Of the whole body, in lower-case hex; null where it is too long to be read. */
      readonly sha256: string | null;
    };
