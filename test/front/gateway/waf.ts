import { NotUnderstood } from './arm-shape.ts';
import { ruleTest, type Screened, type Test } from './waf-conditions.ts';
import { policyBody } from './waf-shape.ts';

/** What becomes of a request, and what was written to the log about it. */
export interface Verdict {
  readonly answer: 'pass' | Blocked;
  /** Without any look at the size of its body. */
  readonly isAllowed: boolean;
  readonly log: readonly string[];
}

export interface Blocked {
  readonly status: number;
  /** The firewall's own page where that is left out. */
  readonly body?: string;
}

export interface WafPolicy {
  readonly screen: (request: Screened) => Verdict;
  /** Bytes of a body beyond which a request is refused, by its content type; undefined where nothing is. */
  readonly bodyLimit: (contentType: string) => number | undefined;
}

/** Reads a policy; throws where it asks for what the model does not do or a gateway refuses. */
export function wafPolicyOf(body: unknown, at: string): WafPolicy {
  const { policySettings: settings, customRules, managedRules } = policyBody(body, at).properties;
  const priorities = customRules.map(({ priority }) => priority);
  if (new Set(priorities).size < priorities.length)
    throw new NotUnderstood(`${at} has two rules of one priority.`);
  const isOld = managedRules.managedRuleSets.some(
    (each) => each.ruleSetType === 'OWASP' && !/^3\.[2-9]/.test(each.ruleSetVersion),
  );
  if (isOld)
    throw new NotUnderstood(`${at} is older than CRS 3.2, where limits of bodies are another matter.`);
  const rules = [...customRules]
    .sort((one, other) => one.priority - other.priority)
    .filter(({ state }) => state === 'Enabled')
    .map((each) => ({ ...each, isMet: ruleTest(each, `${at} ${each.name}`) }));
  const isEnabled = settings.state === 'Enabled';
  const isPreventing = isEnabled && settings.mode === 'Prevention';
  const blocked: Blocked = {
    status: settings.customBlockResponseStatusCode,
    ...(settings.customBlockResponseBody !== undefined && {
      body: Buffer.from(settings.customBlockResponseBody, 'base64').toString(),
    }),
  };
  return {
    screen: (request) => verdictOf(isEnabled ? rules : [], request, isPreventing ? blocked : 'pass'),
    bodyLimit: (contentType) => {
      if (!isPreventing) return undefined;
      if (contentType.startsWith('multipart/form-data'))
        return settings.fileUploadEnforcement ? settings.fileUploadLimitInMb * 1024 * 1024 + 4096 : undefined;
      return settings.requestBodyEnforcement ? settings.maxRequestBodySizeInKb * 1024 : undefined;
    },
  };
}

interface Rule {
  readonly name: string;
  readonly action: 'Allow' | 'Block' | 'Log';
  readonly isMet: Test;
}

/** Allow and Block end it, the size of the body included; Log goes on. */
function verdictOf(rules: readonly Rule[], request: Screened, refusal: 'pass' | Blocked): Verdict {
  const log: string[] = [];
  for (const { name, action, isMet } of rules) {
    if (!isMet(request)) continue;
    log.push(`${action} ${name}`);
    if (action === 'Allow') return { answer: 'pass', isAllowed: true, log };
    if (action === 'Block') return { answer: refusal, isAllowed: false, log };
  }
  return { answer: 'pass', isAllowed: false, log };
}
