import type { BatchExecution } from '../execution/batch-execution';
import type { Timers } from '../time/timers';
import type { Container, ContainerEvents, ContainerRequest } from './container';
import { timedOut, type Execution } from './execution';

export interface EmulatedContainerOptions {
  readonly coldStartMs: number;
  /** What of the cold start is the initializer's. */
  readonly initialisationSeconds: number;
  readonly execution: BatchExecution;
  readonly timeoutSeconds: number;
}

/** A container that runs nothing: it takes the time that its model would. */
export class EmulatedContainer implements Container {
  readonly coldStartMs: number;
  private readonly cancelStart: () => void;

  constructor(
    private readonly options: EmulatedContainerOptions,
    private readonly timers: Timers,
    events: Pick<ContainerEvents, 'ready'>,
  ) {
    this.coldStartMs = options.coldStartMs;
    this.cancelStart = timers.after(options.coldStartMs, () => events.ready(options.initialisationSeconds));
  }

  async run({ body }: ContainerRequest): Promise<Execution> {
    const startedAtMs = this.timers.nowMs();
    const done = cutAtTimeout(this.options.execution.run(body), this.options.timeoutSeconds);
    const endMs = startedAtMs + done.durationSeconds * 1000;
    await new Promise<void>((resolve) => this.timers.after(endMs - this.timers.nowMs(), resolve));
    return done;
  }

  stop(): void {
    this.cancelStart();
  }

  log(): readonly string[] {
    return [];
  }
}

/** What does not end in time is cut off there, and paid for until then. */
function cutAtTimeout(execution: Execution, timeoutSeconds: number): Execution {
  return execution.durationSeconds <= timeoutSeconds ? execution : timedOut(timeoutSeconds, execution.items);
}
