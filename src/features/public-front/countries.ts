/**
 * The English name of a country or territory by its two letters of ISO 3166-1, undefined for any other text. From the
 * data of CLDR that Node has, without the codes that are no longer used and those that are reserved for other things.
 */
export function countryName(code: string): string | undefined {
  if (!/^[A-Z]{2}$/.test(code) || NO_COUNTRIES.has(code)) return undefined;
  if (new Intl.Locale(`und-${code}`).region !== code) return undefined;
  return new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }).of(code);
}

/** Exceptionally reserved or private codes that CLDR has names for. */
const NO_COUNTRIES: ReadonlySet<string> = new Set([
  'AC',
  'CP',
  'CQ',
  'DG',
  'EA',
  'EU',
  'EZ',
  'IC',
  'QO',
  'TA',
  'UN',
  'XA',
  'XB',
  'ZZ',
]);
