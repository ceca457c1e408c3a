/** A key of a vault of the file, by the keys of their entries. */
export interface KeyReference {
  readonly vault: string;
  readonly key: string;
  /** Absent where the registry follows the key, or stays at the version that it has. */
  readonly version: string | undefined;
}

/** Reads `VAULT/KEY` and `VAULT/KEY/VERSION`; undefined for any other text, a URI among them. */
export function parseKeyReference(text: string): KeyReference | undefined {
  const [, vault, key, version] = REFERENCE.exec(text) ?? [];
  return vault === undefined || key === undefined ? undefined : { vault, key, version };
}

// Keys of entries have dots and parentheses, too (names.ts); a colon would make it a URI.
const REFERENCE = /^([A-Za-z0-9][A-Za-z0-9_.()-]*)\/([A-Za-z0-9][A-Za-z0-9_.()-]*)(?:\/([0-9a-fA-F]{32}))?$/;
