export { runBlock } from './campaign/run-block';
export { runSeed } from './campaign/run-seed';
export type { Violation } from './check/violation';
export type { Safeguard } from './safeguards/safeguard';
