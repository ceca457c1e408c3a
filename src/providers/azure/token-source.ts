/** Where tokens come from. The kind decides which origin may see them: see `assertTokenFits`. */
export interface TokenSource {
  readonly kind: 'real' | 'emulator';
  /** With `fresh` a token that ARM just refused is not given again. */
  token(options?: { readonly fresh?: boolean; readonly signal?: AbortSignal | undefined }): Promise<string>;
}

/** The tenant in which everything on an emulator lies. */
export const EMULATOR_TENANT = '00000000-0000-0000-0000-00000000000e';

/** Proves nothing and opens nothing: for loopback endpoints. */
export function emulatorTokens(): TokenSource {
  return { kind: 'emulator', token: async () => 'acrctl-emulator-token' };
}
