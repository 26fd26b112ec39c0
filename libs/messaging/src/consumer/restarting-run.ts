import type { Consumer, ConsumerRunConfig } from 'kafkajs';

const restartDelayMs = 500;

/**
 * Faults that kafkajs takes for final though they pass: no broker answered who coordinates the group, or connections
 * took so long that it gave up waiting for its own locks.
 */
const transientErrors = ['KafkaJSGroupCoordinatorNotFound', 'KafkaJSTimeout', 'KafkaJSLockTimeout'];

/** Whether a consumer that ended with this error may come back later. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return transientErrors.includes(error.name) || isTransient(error.cause);
}

/** Runs a consumer, and runs it again where kafkajs gave up though the fault passes. */
export class RestartingRun {
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(
    private readonly consumer: Consumer,
    private readonly config: ConsumerRunConfig,
  ) {}

  start(): Promise<void> {
    return this.consumer.run(this.config);
  }

  /** After a pause; a failed run crashes again and is reported as such. */
  restart(): void {
    if (this.closed || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.start().catch(() => undefined);
    }, restartDelayMs);
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
  }
}
