export { type Execution, platformDefaults, SimulatedPlatform } from './functions/simulated-platform';
export { simulate } from './run/simulate';
export { InvalidSimulationError } from './run/simulation-faults';
export type { Hops, SimulationInput, Traffic } from './run/simulation-input';
export type { OutcomeReport, SimulationReport } from './run/simulation-report';
export { runOnThreads } from './threads/run-on-threads';
