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
  type Permission,
  type RequestRecord,
} from './api.ts';
export { InvalidControl } from './control-document.ts';
export { createEmulator } from './emulator.ts';
export { parseFaults } from './faults.ts';
