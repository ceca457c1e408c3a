/** What a replica has where the file says nothing at its creation: the defaults of ARM (containerregistry.md, "Replication"). */
export const REPLICATION_DEFAULTS = { zoneRedundancy: false, globalRouting: true } as const;
