import type { Address } from '../core/address.ts';
import { diagnose } from '../core/codes.ts';
import type { Config } from '../core/config.generated.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import type { StateEntry, StateHome, StateSnapshot } from '../core/state.ts';
import { nearest, quote } from '../core/wording.ts';
import type { World } from '../core/world.ts';
import { cloudOf } from '../features/scope.ts';
import type { SignedIn } from '../providers/azure/credentials.ts';
import { MANAGED_TYPES } from '../providers/azure/index.ts';
import { assertProxyUsable } from '../providers/azure/proxy.ts';
import { shellWord } from './command-line.ts';
import { loadConfiguration } from './configuration.ts';
import type { FoundObject, OpenStep, StateHeading } from './documents.ts';
import { interruption } from './interruption.ts';
import type { StateOptions } from './options.ts';
import { signInTo } from './sign-in.ts';
import { isEmulatedCloud, isInContainer, openStateHome, openStateHomeAt } from './state-place.ts';
import { realWorld } from './world.ts';

/** The state of one stack, for commands that ask ARM nothing: the configuration only says which stack it is, and where. */
export interface StackState extends StateHome {
  readonly stack: string;
  readonly world: World;
}

export async function stackState(options: StateOptions): Promise<StackState> {
  return (await stackStates(options)).here;
}

/** That where the file says, and what opens the state of the same stack at another place. */
export async function stackStates(
  options: StateOptions,
): Promise<{ readonly here: StackState; at(place: string): Promise<StateHome> }> {
  const { config } = await loadConfiguration(options.file);
  const world = realWorld(interruption());
  let login: Promise<SignedIn> | undefined;
  const tokensFor = async (resource: string) => {
    login ??= signedIn(config, world);
    return (await login).tokensFor(resource);
  };
  const home = await openStateHome(options, config, world, tokensFor);
  return {
    here: { ...home, world, stack: config.stack },
    at: (place) => openStateHomeAt(place, options, config, world, tokensFor),
  };
}

function signedIn(config: Config, world: World): Promise<SignedIn> {
  assertProxyUsable(process.env);
  return signInTo(cloudOf(config), world, world.interrupt);
}

/** Which state it is that stands there now, with nothing left to fold. */
export function headingOf(
  { path }: Pick<StackState, 'path'>,
  { lineage, serial }: StateSnapshot,
): StateHeading {
  return { path, lineage, serial, unfinishedRun: false };
}

/** An object of the state, as `--json` tells it. */
export function foundObject({ address, type, id }: StateEntry): FoundObject {
  return { address, type, id };
}

/** What people call a type. */
export function labelOf(type: string): string {
  return MANAGED_TYPES.find((each) => each.type === type)?.label ?? type;
}

export function noState(
  { stack, path }: Pick<StackState, 'stack' | 'path'>,
  options: StateOptions,
): AcrctlError {
  const elsewhere = [
    ...(isEmulatedCloud(options) ? [] : ['If it was applied to the emulator, add --emulator.']),
    isInContainer({ path })
      ? 'If its state is kept elsewhere, correct state in the file.'
      : options.stateDir === undefined
        ? 'If its state is kept elsewhere, name the directory with --state-dir.'
        : 'Check the directory that --state-dir names.',
  ];
  return new AcrctlError(EXIT.error, [
    diagnose('ACR2112', {
      detail: `The stack "${stack}" has no state at ${path}: nothing was applied from here yet.`,
      hint: ['Run "acrctl apply" first.', ...elsewhere].join(' '),
    }),
  ]);
}

/** What a state holds, as far as it decides whether an address is known. */
export interface KnownState {
  readonly snapshot: Pick<StateSnapshot, 'stack'>;
  readonly open: readonly Pick<OpenStep, 'address'>[];
}

export function unknownAddresses(
  addresses: readonly Address[],
  known: readonly Address[],
  { open, snapshot: { stack } }: KnownState,
): AcrctlError {
  const diagnosticOf = (address: Address): Diagnostic => {
    const isBegun = open.some((step) => step.address === address);
    const near = nearest(address, known);
    return diagnose('ACR2113', {
      detail: isBegun
        ? `${quote(address)} is being created: the step is begun, and the state of stack "${stack}" has no entry for it yet.`
        : `The state of stack "${stack}" holds nothing at ${quote(address)}.`,
      hint:
        near === undefined || isBegun
          ? '"acrctl state list" shows every address.'
          : `Did you mean ${shellWord(near)}?`,
    });
  };
  return new AcrctlError(EXIT.error, addresses.map(diagnosticOf));
}
