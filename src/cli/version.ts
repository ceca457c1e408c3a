declare const ACRCTL_VERSION: string | undefined;

/** Put in by the bundler; tests run from source. */
export const VERSION = typeof ACRCTL_VERSION === 'string' ? ACRCTL_VERSION : '0.0.0-source';
