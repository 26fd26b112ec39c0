import type { ContainerHost } from '@harmonybatch/container-processes';
import type { ModelProfile } from '@harmonybatch/model';
import type { SeededRandomness } from '@harmonybatch/traffic';
import type { RangeMs } from '../config/emulator-variables';
import { BatchExecution } from '../execution/batch-execution';
import type { FunctionRecord } from '../functions/function-record';
import type { Timers } from '../time/timers';
import type { StartContainer } from './container';
import { EmulatedContainer } from './emulated-container';
import { ProcessContainer } from './process-container';

/** What containers need beside their function. */
export interface ContainerMeans {
  readonly timers: Timers;
  readonly random: SeededRandomness;
  readonly coldStart: { readonly cpu: RangeMs; readonly gpu: RangeMs };
  /** Where containers run; absent where all are emulated. */
  readonly host?: ContainerHost;
}

/** How the containers of a function are started: as processes of this machine, from their image, or as an emulation of its model. */
export function containerStarter(record: FunctionRecord, means: ContainerMeans): StartContainer {
  const { container, settings } = record;
  if (container.kind === 'emulated') return emulated(record, container.profile, means);
  const { host, timers } = means;
  if (host === undefined) throw new Error('a container needs a host');
  const command = container.kind === 'process' ? container.command : undefined;
  return (instanceId, events) => new ProcessContainer(host, { instanceId, settings, command }, timers, events);
}

/** Each function draws from streams of its own, so that one function's traffic does not change another's noise. */
function emulated(record: FunctionRecord, profile: ModelProfile, means: ContainerMeans): StartContainer {
  const { functionName, timeout: timeoutSeconds } = record.settings;
  const range = means.coldStart[record.shape.type];
  const startRandom = means.random.fork(`${functionName} cold start`);
  const execution = new BatchExecution(profile, record.shape, means.random.fork(`${functionName} execution`));
  const initialisationSeconds = profile[record.shape.type]?.initialisationSeconds ?? 0;
  return (_, events) => {
    const coldStartMs = Math.max(startRandom.between(range.minMs, range.maxMs), initialisationSeconds * 1000);
    const container = { coldStartMs, initialisationSeconds, execution, timeoutSeconds };
    return new EmulatedContainer(container, means.timers, events);
  };
}
