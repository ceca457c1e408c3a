import type { Diagnostic, SourceRange } from './diagnostic.ts';

/**
 * Every diagnostic code with its summary, in one place. A code names one kind of fault for ever; a retired code
 * is not reused. 10xx reading files, 11xx references and rules of the configuration, 12xx Azure's own rules
 * known offline, 13xx what only the live cloud shows, 20xx guards, steps of a run and saved plans, 21xx state, journal
 * and lock, 22xx reaching Azure.
 */
export const CODES = {
  ACR1001: 'The file is too large',
  ACR1002: 'The file holds a character that is not allowed',
  ACR1003: 'The file is not valid YAML',
  ACR1004: 'The file holds more than one document',
  ACR1005: 'The same key or value stands twice',
  ACR1006: 'The key is reserved',
  ACR1007: 'Merge keys are not part of the language',
  ACR1008: 'The key is not text',
  ACR1009: 'Tags and directives are not part of the language',
  ACR1010: 'Aliases cannot be followed',
  ACR1011: 'The file is nested too deeply',
  ACR1012: 'The value reads differently in different tools',
  ACR1013: 'The text holds a character that is not allowed',
  ACR1014: 'The substitution is malformed',
  ACR1015: 'The environment variable is not set',
  ACR1016: "The environment variable's value cannot be used",
  ACR1017: 'The file is empty',
  ACR1018: 'There is no such key',
  ACR1019: 'A key is missing',
  ACR1020: 'The value has the wrong type',
  ACR1021: 'The value is none of those allowed',
  ACR1022: 'The value has the wrong form',
  ACR1023: 'The value is out of range',
  ACR1024: 'There are more faults than are shown',
  ACR1025: 'The configuration cannot be read',
  ACR1026: 'The same file is given twice',
  ACR1027: 'A value is not written out',
  ACR1028: 'There is nothing to remove',
  ACR1029: 'An empty list changes nothing here',

  ACR1101: 'There is no such resource group',
  ACR1102: 'There is no such network',
  ACR1104: 'There is no such subnet',
  ACR1105: 'There is no such private DNS zone',
  ACR1106: 'Two entries are the same object in Azure',
  ACR1107: 'The key cannot be used as an address',
  ACR1108: 'No subscription is given',
  ACR1109: 'No resource group is given',
  ACR1110: 'No region is given',
  ACR1111: 'An entry and its resource group are in different subscriptions',
  ACR1112: 'The tag is kept for acrctl',
  ACR1113: 'This is no path in an ARM body',
  ACR1114: 'The address is too long for its tag',
  ACR1115: 'The key has no effect here',
  ACR1116: 'There is no such identity',

  ACR1201: 'Azure does not allow this name',
  ACR1202: 'The name holds a look-alike of a plain letter',
  ACR1203: 'The name is unique in all of Azure but used twice',
  ACR1210: 'This is no IP address range',
  ACR1211: 'The address range has bits set behind its prefix',
  ACR1212: 'The subnet lies outside the address space of its network',
  ACR1213: 'Two address ranges overlap',
  ACR1214: 'The subnet has a size Azure does not allow',
  ACR1215: 'The subnet is small for private endpoints',
  ACR1216: 'Azure keeps this address range for itself',
  ACR1217: 'The subnet has no room for its private endpoints',
  ACR1218: 'This is no IP address',
  ACR1220: 'The setting needs the Premium SKU',
  ACR1221: 'The setting needs the Standard or Premium SKU',
  ACR1222: 'Data endpoints cannot be off beside a private endpoint',
  ACR1223: 'The private DNS zone has the wrong name for registries',
  ACR1224: 'One network is linked to two zones of one name',
  ACR1225: 'Two private endpoints write the same DNS records',
  ACR1226: 'The network of a private endpoint does not see its zone',
  ACR1227: 'The zone hides names of the zone for registries',
  ACR1230: 'Export can be off only with public access disabled',
  ACR1231: 'Selected public access needs IP ranges',
  ACR1232: 'IP ranges have no effect with this public access',
  ACR1233: 'There are more IP ranges than Azure may take',
  ACR1234: 'The IP range matches no caller',
  ACR1235: 'Nobody reaches the registry',
  ACR1236: 'Trusted Azure services are shut out',
  ACR1237: 'Content trust is being retired',
  ACR1240: 'There are more tags than Azure allows',
  ACR1241: 'Azure does not allow this tag',
  ACR1242: 'Two tags differ only in case',
  ACR1250: 'The region is in another cloud',

  ACR1301: 'The object exists already',
  ACR1302: 'The object belongs to another stack',
  ACR1303: 'The object was made again outside acrctl',
  ACR1304: 'The resource group does not exist',
  ACR1305: 'The subnet has no room for the endpoints',
  ACR1306: 'A registry cannot be opened while its export is off',
  ACR1307: 'An existing object does not exist',
  ACR1308: 'An existing object is in another region',
  ACR1340: 'The caller may not do all of this',

  ACR2001: 'The plan deletes most of what the state holds',
  ACR2002: 'A registry would be deleted',
  ACR2003: 'A protected object would be deleted',
  ACR2004: 'A closed registry would lose its last private path',
  ACR2005: 'The zone holds records that acrctl did not make',
  ACR2006: 'A replica would be deleted',
  ACR2010: 'An earlier run is not over',
  ACR2011: 'A step is not safe yet',
  ACR2012: 'The object is not empty',
  ACR2013: 'The object changed after the plan was made',
  ACR2014: 'A value is not known yet',
  ACR2021: 'The file is no saved plan',
  ACR2022: 'The saved plan was altered',
  ACR2023: 'The saved plan is stale',
  ACR2024: 'The saved plan fixes its options',
  ACR2025: 'A plan of an unfinished run cannot be saved',
  ACR2026: 'The file cannot be written',
  ACR2027: 'The plan was not approved',
  ACR2028: 'The plan file cannot be read',
  ACR2031: 'The run was interrupted',
  ACR2032: 'Azure does not allow it',
  ACR2033: 'A request to Azure failed',
  ACR2034: 'The fault file cannot be used',
  ACR2035: 'The directory of the emulator cannot be used',
  ACR2041: 'The command line is not understood',
  ACR2051: 'The file exists already',
  ACR2052: 'No scenario is chosen',
  ACR2099: 'Something happened that cannot happen',

  ACR2101: 'The state file is damaged or was edited',
  ACR2102: 'The state was written by a newer acrctl',
  ACR2103: 'The state belongs to another stack',
  ACR2104: 'The state names one object twice',
  ACR2105: 'The journal is damaged or was edited',
  ACR2106: 'State and journal do not belong together',
  ACR2107: 'The path of the state is not safe',
  ACR2108: 'Others can write to the directory of the state',
  ACR2109: 'The files of the state cannot be used',
  ACR2110: 'Another run holds the lock of this stack',
  ACR2111: 'The lock of this run is lost',
  ACR2112: 'There is no state yet',
  ACR2113: 'The state holds no such address',

  ACR2201: 'The ARM endpoint is not allowed',
  ACR2202: 'Not signed in to Azure',
  ACR2203: 'The login is configured in part only',
  ACR2204: 'The login by environment variables failed',
  ACR2205: 'The login by workload identity failed',
  ACR2206: 'The login by managed identity failed',
  ACR2207: 'The login by Azure CLI failed',
  ACR2208: 'There is no such login',
  ACR2209: 'The login service cannot be reached',
  ACR2210: 'The proxy setting cannot be used',
} as const;

export type Code = keyof typeof CODES;

/** What a diagnostic says beside its code. */
export interface Finding {
  readonly detail: string;
  readonly severity?: 'error' | 'warning';
  readonly address?: string;
  readonly source?: SourceRange | undefined;
  readonly hint?: string | undefined;
  readonly requirements?: readonly string[] | undefined;
}

/** The one way to make a diagnostic: the summary always is that of the code. */
export function diagnose(code: Code, finding: Finding): Diagnostic {
  const { detail, severity = 'error', address, source, hint, requirements } = finding;
  return {
    severity,
    code,
    summary: CODES[code],
    detail,
    ...(address !== undefined && { address }),
    ...(source !== undefined && { source }),
    ...(hint !== undefined && { hint }),
    ...(requirements !== undefined && { requirements }),
  };
}
