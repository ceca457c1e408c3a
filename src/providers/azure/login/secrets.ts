import type { Env, Source } from './sources.ts';

/** Takes every secret of a login out of a text, in each form in which a server may send it back (I-15). */
export function createMask(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      formEncoded(secret),
      JSON.stringify(secret).slice(1, -1),
    ]);
  // The longest first: one form may be part of another.
  const ordered = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((masked, form) => masked.replaceAll(form, '(secret)'), text);
}

/** What a login knows that nobody else may. `assertion` is the federated token. */
export function secretsOf(source: Source, env: Env, assertion: string | undefined): readonly string[] {
  const own = {
    secret: () => (source.kind === 'secret' ? [source.secret] : []),
    certificate: () => (source.kind === 'certificate' ? [source.password] : []),
    workload: () => [assertion],
    // Which of the two is sent the library decides by the platform that it finds.
    managed: () => [env['IDENTITY_HEADER'], env['MSI_SECRET']],
    cli: () => [],
  }[source.kind]();
  return own.filter((secret) => secret !== undefined);
}

/** Masking shorter texts would take words of the error away. */
const SHORTEST = 4;

function formEncoded(secret: string): string {
  return new URLSearchParams({ a: secret }).toString().slice(2);
}
