import type { Answer, Call } from '../cloud.ts';
import { EmulatorBug } from '../errors.ts';
import { booleanAt, stringAt } from '../json.ts';
import type { StoredObject } from '../world.ts';
import type { RegistryData } from './registry-body.ts';
import { registryRefusal } from './registry-errors.ts';

/** The two passwords of the admin user, which are worth nothing anywhere (test_acr_create_with_managed_registry #27). */
export function listCredentials(call: Call): Answer {
  return answer(call, registryOf(call));
}

/** A new password in the place of the one that the body names (test_acr_create_with_managed_registry #29, #31). */
export function regenerateCredential(call: Call): Answer {
  const registry = registryOf(call);
  const name = stringAt(call.body, 'name');
  if (name !== 'password' && name !== 'password2')
    throw registryRefusal('The name of the password has to be password or password2.');
  const drawn = registry.data.drawn ?? {};
  const changed = {
    ...registry,
    data: { ...registry.data, drawn: { ...drawn, [name]: (drawn[name] ?? 0) + 1 } },
  };
  call.cloud.world.put(changed);
  return answer(call, changed);
}

// Assumption: code and text of the refusal.
function registryOf(call: Call): StoredObject<RegistryData> {
  const registry = call.cloud.world.get<RegistryData>(call.target.key);
  if (!registry) throw new EmulatorBug('The front door answers for absent objects.');
  if (booleanAt(registry.data.properties, 'adminUserEnabled') !== true)
    throw registryRefusal(`The admin user of registry ${registry.name} is disabled.`);
  return registry;
}

function answer(call: Call, { id, name, data }: StoredObject<RegistryData>): Answer {
  const passwords = ['password', 'password2'].map((which) => ({
    name: which,
    value: call.cloud.chance.guidOf(`${id.toLowerCase()} ${which} ${data.drawn?.[which] ?? 0}`),
  }));
  return { status: 200, body: { username: name, passwords } };
}
