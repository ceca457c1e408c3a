import { ArmError } from '../../errors.ts';

/** Of the data plane; newest first. Recorded: 2016-10-01, 7.4, 7.5-preview.1; the others are the vendor's (assumption). */
const dataPlaneVersions: readonly string[] = [
  '2026-04-01',
  '2025-07-01',
  '2025-06-01-preview',
  '7.6',
  '7.6-preview.2',
  '7.6-preview.1',
  '7.5',
  '7.5-preview.1',
  '7.4',
  '7.3',
  '7.2',
  '7.1',
  '7.0',
  '2016-10-01',
];

/** Assumption: code and texts. */
export function checkDataPlaneVersion(version: string | undefined): string {
  if (version === undefined || version === '')
    throw new ArmError(400, 'BadParameter', 'api-version must be specified');
  if (dataPlaneVersions.includes(version)) return version;
  throw new ArmError(
    400,
    'BadParameter',
    `The specified version (${version}) is not recognized. Consider using the latest supported version (${dataPlaneVersions[0]}).`,
  );
}

/** Whether the version is that one or a newer one. */
export function isSince(version: string, first: string): boolean {
  return dataPlaneVersions.indexOf(version) <= dataPlaneVersions.indexOf(first);
}
