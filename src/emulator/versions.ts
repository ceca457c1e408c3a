/**
 * The api-versions that Azure has answered, newest first, by what shares them: the newest is the one whose shape the types
 * here build, `version-shapes.ts` says how older ones differ. Those that recordings use are sure; the others are recalled from
 * the public API specifications (Azure/azure-rest-api-specs) and not looked up one by one: assumption. At the end of a list
 * stand those that are newer than that shape: azure-cli 2.91.0 asks for them, and gets that shape (assumption).
 */
export const networkVersions = [
  '2025-05-01',
  '2025-03-01',
  '2025-01-01',
  '2024-10-01',
  '2024-07-01',
  '2024-05-01',
  '2024-03-01',
  '2024-01-01',
  '2023-11-01',
  '2023-09-01',
  '2023-06-01',
  '2023-05-01',
  '2023-04-01',
  '2023-02-01',
  '2022-11-01',
  '2022-09-01',
  '2022-07-01',
  '2022-05-01',
  '2022-01-01',
  '2021-12-01',
  '2021-08-01',
  '2021-06-01',
  '2021-05-01',
  '2021-03-01',
  '2021-02-01',
  '2021-01-01',
  '2020-11-01',
  '2020-08-01',
  '2020-07-01',
  '2020-06-01',
  '2020-05-01',
  '2020-04-01',
  '2020-03-01',
  '2020-01-01',
  '2019-12-01',
  '2019-11-01',
  '2019-09-01',
  '2019-08-01',
  '2019-07-01',
  '2019-06-01',
  '2019-04-01',
  '2019-02-01',
  '2018-12-01',
  '2018-11-01',
  '2018-10-01',
  '2025-07-01',
  '2025-09-01',
  '2026-01-01',
] as const;

export const privateDnsVersions = ['2024-06-01', '2020-06-01', '2020-01-01', '2018-09-01'] as const;

/** The last one is a preview with record types of its own. */
export const dnsVersions = [
  '2018-05-01',
  '2018-03-01-preview',
  '2017-10-01',
  '2017-09-01',
  '2016-04-01',
  '2023-07-01-preview',
] as const;

export const registryVersions = [
  '2025-11-01',
  '2025-05-01-preview',
  '2025-04-01',
  '2024-11-01-preview',
  '2023-11-01-preview',
  '2023-08-01-preview',
  '2023-07-01',
  '2023-06-01-preview',
  '2023-01-01-preview',
  '2022-12-01',
  '2022-02-01-preview',
  '2021-12-01-preview',
  '2021-09-01',
  '2021-08-01-preview',
  '2021-06-01-preview',
  '2020-11-01-preview',
  '2019-12-01-preview',
  '2019-05-01',
  '2026-01-01-preview',
  '2026-09-01-preview',
] as const;

export const identityVersions = [
  '2024-11-30',
  '2023-07-31-preview',
  '2023-01-31',
  '2022-01-31-preview',
  '2021-09-30-preview',
  '2018-11-30',
  '2025-01-31-preview',
  '2025-05-31-preview',
] as const;

export const groupVersions = [
  '2025-04-01',
  '2025-03-01',
  '2024-11-01',
  '2024-07-01',
  '2024-03-01',
  '2023-07-01',
  '2022-09-01',
  '2021-04-01',
  '2021-01-01',
  '2020-10-01',
  '2020-08-01',
  '2020-06-01',
  '2019-10-01',
  '2019-08-01',
  '2019-07-01',
  '2019-05-10',
  '2019-05-01',
  '2019-03-01',
  '2018-05-01',
] as const;

export const assignmentVersions = [
  '2022-04-01',
  '2020-10-01-preview',
  '2020-08-01-preview',
  '2020-04-01-preview',
  '2018-09-01-preview',
] as const;

export const keyVaultVersions = [
  '2026-02-01',
  '2025-05-01',
  '2024-12-01-preview',
  '2024-11-01',
  '2024-04-01-preview',
  '2023-07-01',
  '2023-02-01',
  '2022-11-01',
  '2022-07-01',
  '2022-02-01-preview',
  '2021-11-01-preview',
  '2021-10-01',
  '2021-06-01-preview',
  '2021-04-01-preview',
  '2020-04-01-preview',
  '2019-09-01',
] as const;

/** The last one is newer than the shape here, and the same (Samples Operationalinsights_v1api #3). */
export const workspaceVersions = [
  '2025-02-01',
  '2023-09-01',
  '2022-10-01',
  '2021-12-01-preview',
  '2021-06-01',
  '2020-10-01',
  '2020-08-01',
  '2025-07-01',
] as const;

export const diagnosticVersions = ['2021-05-01-preview', '2017-05-01-preview'] as const;

export const lockVersions = ['2020-05-01', '2017-04-01', '2016-09-01', '2015-01-01'] as const;

export const trafficVersions = [
  '2022-04-01',
  '2018-08-01',
  '2018-04-01',
  '2018-03-01',
  '2017-05-01',
] as const;

export const pricingVersions = ['2024-01-01', '2023-01-01', '2022-03-01', '2018-06-01'] as const;
