import type { Json, JsonObject } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import { type Finding, failed, passed, warned } from '../../core/verify.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { type ChosenFront, endpointProperties, monitor, profileProperties } from './traffic-manager.ts';

/** Whether a profile chooses among the gateways of the file, by asking them as the file has it, and finds them well. */
export function profileFinding(front: ChosenFront, body: JsonObject | undefined): Finding {
  const { trafficManager, regions, entry } = front;
  const { name } = trafficManager;
  if (body === undefined)
    return failed('ACR2524', { found: `there is no profile ${name}`, advice: 'acrctl apply makes it.' });
  const endpoints = listAt(body, 'properties.endpoints');
  const states = regions.map((region) => {
    const endpoint = endpoints.find((each) => textAt(each, 'name') === region.key);
    const isOff = textAt(endpoint, 'properties.endpointStatus') === 'Disabled';
    const status = textAt(endpoint, 'properties.endpointMonitorStatus') ?? 'not told';
    const otherwise = endpoint === undefined ? [] : differences(endpoint, endpointProperties(front, region));
    return {
      key: region.key,
      state: endpoint === undefined ? 'missing' : isOff ? 'turned off' : status,
      otherwise,
    };
  });
  const [wanted, live] = [monitor(front), getPath(body, 'properties.monitorConfig')].map(monitorWords);
  const evidence = [...states.map(({ key, state }) => `${key}: ${state}`), `asks ${live}`];
  const fault = (found: string, advice: string) => failed('ACR2524', { found, evidence, advice });
  if (textAt(body, 'properties.profileStatus') === 'Disabled')
    return fault(`${name} is turned off: ${entry.host} leads nowhere`, 'acrctl apply turns it on.');
  const withState = (...sought: readonly string[]) =>
    states.filter(({ state }) => sought.includes(state)).map(({ key }) => key);
  const left = withState('missing', 'turned off', 'Disabled');
  if (left.length > 0)
    return fault(`${name} leads nobody to ${enumerate(left)}`, 'acrctl apply puts the endpoint back.');
  if (live !== wanted)
    return fault(
      `${name} asks the gateways ${live}, and not ${wanted}`,
      'By that it takes gateways for well that are not, or leads nobody to one that is. acrctl apply puts it back.',
    );
  const changed = states.flatMap(({ key, otherwise }) =>
    otherwise.map((each) => `its endpoint ${key} has ${each}`),
  );
  if (changed.length > 0)
    return fault(
      `${name} does not choose as the file says: ${enumerate(changed)}`,
      'Somebody changed it. acrctl apply puts it back.',
    );
  const ill = withState('Degraded', 'Stopped', 'Inactive');
  if (ill.length > 0)
    return fault(
      `${name} does not find ${enumerate(ill)} well`,
      `Its probes ask each gateway for /v2/ with the host ${entry.host}, and want 401, or 403 where the firewall keeps some out. Look at what was found of that gateway (front.gateway, front.backends, front.certificate).`,
    );
  const routing = differences(body, profileProperties(front), ['trafficRoutingMethod']);
  const more = endpoints.filter((each) => regions.every(({ key }) => key !== textAt(each, 'name')));
  const led = more
    .filter((each) => textAt(each, 'properties.endpointStatus') !== 'Disabled')
    .map(endpointWords);
  if (routing.length > 0 || led.length > 0)
    return warned('ACR2524', {
      found:
        led.length > 0
          ? `${name} leads clients to ${enumerate(led)} as well, which is none of the file`
          : `${name} has ${enumerate(routing)}`,
      evidence,
      advice:
        led.length > 0
          ? 'What answers there is no gateway of this front: neither its firewall nor its rewrites. acrctl keeps what others added: have it taken out.'
          : 'Somebody changed how it chooses. acrctl apply puts it back.',
    });
  return passed(`${name} leads to ${enumerate(states.map(({ key }) => key))}`, evidence);
}

/** `for HTTPS on port 443, /v2/ with the host registry.contoso.com, and wants 401`: equal where the monitors do the same. */
function monitorWords(config: Json | undefined): string {
  const protocol = (textAt(config, 'protocol') ?? 'no protocol').toUpperCase();
  const port = getPath(config ?? {}, 'port');
  const path = textAt(config, 'path');
  const header = listAt(config, 'customHeaders').find(
    (each) => foldId(textAt(each, 'name') ?? '') === 'host',
  );
  const host = textAt(header, 'value');
  const ranges = listAt(config, 'expectedStatusCodeRanges').map((each) => {
    const [min, max] = ['min', 'max'].map((end) => String(getPath(each, end)));
    return min === max ? min : `${min} to ${max}`;
  });
  const asked = `by ${protocol} at port ${String(port)}${path === undefined ? '' : ` for ${path}`}`;
  const wants = ranges.length === 0 ? '200' : enumerate(ranges.map(String).toSorted(), 'or');
  return `${asked} with ${host === undefined ? 'no host' : `the host ${host}`}, wanting ${wants}`;
}

/** `weight 5 and not 1`, of what the file says; ids and words without case. */
function differences(live: Json, wanted: JsonObject, members = Object.keys(wanted)): readonly string[] {
  return members.flatMap((member) => {
    const [is, should] = [getPath(live, `properties.${member}`), wanted[member]].map((value) =>
      value === undefined ? 'none' : String(value),
    ) as [string, string];
    if (foldId(is) === foldId(should)) return [];
    return [`${WORDS[member] ?? member} ${nameOf(is)} and not ${nameOf(should)}`];
  });
}

const WORDS: Readonly<Record<string, string>> = {
  targetResourceId: 'the target',
  trafficRoutingMethod: 'the routing method',
  endpointStatus: 'the status',
};

function endpointWords(endpoint: Json): string {
  const target = textAt(endpoint, 'properties.target') ?? textAt(endpoint, 'properties.targetResourceId');
  return `${textAt(endpoint, 'name') ?? 'an endpoint without a name'}${target === undefined ? '' : ` (${nameOf(target)})`}`;
}
