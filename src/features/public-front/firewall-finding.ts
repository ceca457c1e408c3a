import { canonicalJson } from '../../core/canonical.ts';
import type { PublicFront } from '../../core/config.generated.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import { type Finding, failed, passed, warned } from '../../core/verify.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { FrontPart } from '../placed.ts';
import { firewallProperties } from './firewall.ts';
import { opens } from './foreign-rules.ts';
import { ruleLine, ruleName } from './rule-words.ts';
import { FRONT_DEFAULTS } from './schema.ts';

/** Objects of Azure as they are; undefined where they are not there. */
export interface LiveFirewall {
  readonly policy: JsonObject | undefined;
  readonly gateway: JsonObject | undefined;
}

/** Whether the policy of a gateway keeps out whom the file keeps out: turned on, in its mode, with its rules, and in use. */
export function firewallFinding(
  { waf = {}, allowPush = FRONT_DEFAULTS.allowPush }: PublicFront,
  { id, name }: FrontPart,
  { policy, gateway }: LiveFirewall,
): Finding {
  if (policy === undefined)
    return failed('ACR2525', { found: `there is no policy ${name}`, advice: 'acrctl apply makes it.' });
  const used = textAt(gateway, 'properties.firewallPolicy.id');
  const settings = (name: string) => textAt(policy, `properties.policySettings.${name}`) ?? 'not told';
  const [state, mode] = [settings('state'), settings('mode')];
  const wanted = listAt(firewallProperties(waf, allowPush), 'customRules');
  const rules = listAt(policy, 'properties.customRules');
  const evidence = [`state ${state}, mode ${mode}`, ...rules.map(ruleLine)];
  const fault = (found: string, advice: string) => failed('ACR2525', { found, evidence, advice });
  if (gateway !== undefined && (used === undefined || foldId(used) !== foldId(id)))
    return fault(
      `the gateway goes by ${used === undefined ? 'no policy' : 'another policy'}`,
      `${used === undefined ? 'Nobody is kept out.' : `It goes by ${used}.`} acrctl apply gives it ${name}.`,
    );
  if (state !== 'Enabled')
    return fault(`${name} is turned off: nobody is kept out`, 'acrctl apply turns it on.');
  const wantedMode = waf.mode ?? FRONT_DEFAULTS.waf.mode;
  if (mode !== 'Prevention' && wantedMode === 'Prevention')
    return fault(
      `${name} only detects: nobody is kept out`,
      'Somebody set it to Detection, in which it writes down what it would block. acrctl apply sets it back to Prevention.',
    );
  const missing = wanted.flatMap((each) =>
    rules.some((live) => saysSame(live, each)) ? [] : [ruleName(each)],
  );
  if (missing.length > 0)
    return fault(
      `${name} lacks ${enumerate(missing)} as the file has it`,
      'It was taken out, turned off or changed, so that others are kept out than the file says. acrctl apply puts it back; acrctl plan shows the difference.',
    );
  const past = rules.filter(opens);
  if (past.length > 0)
    return warned('ACR2525', {
      found: `${enumerate(past.map(ruleName))} of somebody else lets requests past all other rules`,
      evidence,
      advice:
        'What a rule with Allow matches is not looked at by rules after it, nor by those of Microsoft. Block what is not to come in instead, or take it out.',
    });
  if (mode !== 'Prevention')
    return warned('ACR2525', {
      found: `${name} only detects, as the file says: nobody is kept out`,
      evidence,
      advice:
        'Countries, addresses and pushes are written down, and let in. Write waf.mode: Prevention once its log shows nothing that should pass.',
    });
  if (wantedMode !== 'Prevention')
    return warned('ACR2525', {
      found: `${name} blocks, and the file wants it to detect alone`,
      evidence,
      advice: 'Somebody set it to Prevention. Write that into the file, or apply: acrctl apply sets it back.',
    });
  return passed(`${name} is turned on, and blocks as the file says`, evidence);
}

/** By what they do: Azure adds what was left out, and takes off nothing. */
function saysSame(live: Json | undefined, wanted: Json | undefined): boolean {
  return (
    ruleName(live) === ruleName(wanted) &&
    textAt(live, 'state') !== 'Disabled' &&
    textAt(live, 'action') === textAt(wanted, 'action') &&
    conditionsOf(live) === conditionsOf(wanted)
  );
}

function conditionsOf(rule: Json | undefined): string {
  const conditions = listAt(rule, 'matchConditions').map((each) => ({
    variables: listAt(each, 'matchVariables').map((one) => textAt(one, 'variableName') ?? null),
    operator: textAt(each, 'operator') ?? null,
    isNegated: getPath(each, 'negationConditon') === true,
    values: listAt(each, 'matchValues').map(String).sort(),
  }));
  return canonicalJson(conditions);
}
