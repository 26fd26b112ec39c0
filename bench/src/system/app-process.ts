import { join } from 'node:path';
import { untilListening } from '@harmonybatch/local-backends';
import { root } from './harmonybatch';
import { startNode, type NodeProcess } from './node-process';

/** The services that every request and every plan takes to come about. */
export const serviceNames = ['ingest', 'rate-estimator', 'planner', 'batcher', 'dispatcher'] as const;
export type ServiceName = (typeof serviceNames)[number];
/** Runs where an app names a topic for copies of its outcomes. */
export const forwarderName = 'outcome-forwarder';
/** Shows what the others do. */
export const consoleName = 'console';
export type AppName = ServiceName | typeof forwarderName | typeof consoleName | 'fc-emulator';

/** Flags of Node, as compose and the chart give them. */
const flagsOf: Partial<Record<AppName, readonly string[]>> = { dispatcher: ['--max-semi-space-size=32'] };

/**
 * Starts a service, or the emulator of Function Compute; what it said when it was ready is its address.
 * @param checkout folder of the checkout whose build of it is started
 */
export const startApp = (
  name: AppName,
  env: Readonly<Record<string, string>>,
  logFile: string,
  checkout = root,
): Promise<NodeProcess> =>
  startNode({
    name,
    flags: flagsOf[name] ?? [],
    script: join(checkout, 'apps', name, 'dist', 'main.js'),
    env: { ...env, HARMONYBATCH_EXIT_WITH_PARENT: '1' },
    logFile,
    ready: (started) => untilListening(started, { healthPath: name === 'fc-emulator' ? '/health' : '/health/ready' }),
  });
