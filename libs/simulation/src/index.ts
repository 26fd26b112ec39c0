export { type Execution, platformDefaults, SimulatedPlatform } from './functions/simulated-platform';
export { type EstimatedRate, estimatedRates } from './rates/estimated-rates';
export { simulate } from './run/simulate';
export { InvalidSimulationError } from './run/simulation-faults';
export { type Hops, type SimulatedApp, type SimulationInput, type Traffic, usualHops } from './run/simulation-input';
export type { OutcomeReport, SimulationReport } from './run/simulation-report';
export { runOnThreads } from './threads/run-on-threads';
