declare const ACRCTL_VERSION: string | undefined;

/** Put in by the bundler; tests run from source. */
export const VERSION = typeof ACRCTL_VERSION === 'string' ? ACRCTL_VERSION : '0.0.0-source';

/** The oldest Node that acrctl runs on; package.json and `bin/acrctl.js`, which refuses older ones, say the same. */
export const OLDEST_NODE = '22.12.0';
