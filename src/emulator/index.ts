export {
  type Change,
  type CloudName,
  ConnectionLost,
  type Emulator,
  type EmulatorClock,
  type EmulatorOptions,
  type EmulatorRequest,
  type EmulatorResponse,
  type EmulatorStore,
  type Fault,
  type Latency,
  type RequestRecord,
} from './api.ts';
export { createEmulator } from './emulator.ts';
export { InvalidFaults, parseFaults } from './faults.ts';
