import type { Consumer, ConsumerRunConfig } from 'kafkajs';

const pauseMs = 500;

/**
 * Faults that kafkajs takes for final though they pass: no broker answered who coordinates the group, or connections
 * took so long that it gave up waiting for its own locks.
 */
const passingFaults = ['KafkaJSGroupCoordinatorNotFound', 'KafkaJSTimeout', 'KafkaJSLockTimeout'];

/** Whether a consumer that ended with this error may come back later. */
export function passes(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return passingFaults.includes(error.name) || passes(error.cause);
}

/** Runs a consumer, and runs it again where kafkajs gave up though the fault passes. */
export class LastingRun {
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
  startAgain(): void {
    if (this.closed || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.start().catch(() => undefined);
    }, pauseMs);
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
  }
}
