/** The codes of the system for a certificate of nobody that this machine trusts; trying again does not help. */
export const UNTRUSTED = /\b(SELF_SIGNED_CERT|DEPTH_ZERO|UNABLE_TO_(GET_ISSUER|VERIFY))/;
