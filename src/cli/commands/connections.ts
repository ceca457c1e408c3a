import type { Address } from '../../core/address.ts';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import { registryConnections } from '../../features/approvals/connections.ts';
import { connectionsText } from '../../report/connections-text.ts';
import { surroundings } from '../hand-out.ts';
import type { CloudOptions } from '../options.ts';
import { printJson } from '../print.ts';
import { terminal } from '../terminal.ts';

/** Lists the private endpoint connections of registries, whose they are and what the rules decide. Only reads. */
export async function connections(addresses: readonly Address[], options: CloudOptions): Promise<ExitCode> {
  const { stack, placed, chosen, around, prior } = await surroundings({
    operation: 'connections',
    noun: 'registry',
    addresses,
    options,
    entries: (registry) => [registry],
    registriesAlone: true,
  });
  const registries = registryConnections(chosen, placed, prior, around.live);
  if (options.json) printJson({ stack, registries });
  else process.stdout.write(connectionsText(registries, terminal(process.stdout, options.color)));
  return EXIT.done;
}
