import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import { quote } from '../../core/wording.ts';
import { type ArmIdParts, armId, parseArmId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { shellWord } from '../command-line.ts';

/** The id in Azure's own spelling, as far as that is known from a text. Throws where it names no registry (exit code 1). */
export function registryIdOf(text: string): string {
  const parts = parseArmId(text.trim().replace(/\/+$/, ''));
  const why = faultOf(text, parts);
  if (parts === undefined || why !== undefined) throw noRegistry(text, why ?? '');
  const { subscription, resourceGroup, names } = parts;
  return armId(subscription, resourceGroup, ARM_TYPE.registry, ...names);
}

function faultOf(text: string, parts: ArmIdParts | undefined): string | undefined {
  if (parts === undefined) return 'it is no id of Azure Resource Manager';
  if (parts.type.toLowerCase() !== ARM_TYPE.registry.toLowerCase())
    return `it names an object of the type ${parts.type}`;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(parts.subscription))
    return `${quote(parts.subscription)} is no subscription id`;
  // Without a separator that would lead a request elsewhere.
  const isClean = [parts.resourceGroup, ...parts.names].every((name) => /^[\w.()-]+$/u.test(name));
  return isClean && !text.includes('..') ? undefined : 'it holds a character that no name in it can have';
}

function noRegistry(text: string, why: string): AcrctlError {
  const [name = ''] = /^[A-Za-z0-9]{5,50}(?=$|\.)/.exec(text) ?? ['REGISTRY'];
  const detail = `${quote(text)} is not the id of a registry: ${why}. Such an id is /subscriptions/ID/resourceGroups/GROUP/providers/${ARM_TYPE.registry}/NAME.`;
  const hint = `The portal shows it under "JSON View"; so does\naz acr show --name ${shellWord(name)} --query id --output tsv`;
  return new AcrctlError(EXIT.error, [diagnose('ACR2086', { detail, hint })]);
}
