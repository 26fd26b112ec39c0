import { errorText } from '@harmonybatch/messaging';
import type { ServiceLogger } from '../observability/logger';

const signalNumbers = { SIGINT: 2, SIGTERM: 15 } as const;
type ShutdownSignal = keyof typeof signalNumbers;

const shutdownSignals = Object.keys(signalNumbers) as ShutdownSignal[];

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));

/** Ends the process: gracefully once, at once when asked again, and with code 1 for an unhandled error. */
export class ProcessShutdown {
  private stop: (() => Promise<void>) | null = null;
  private isShuttingDown = false;

  constructor(
    private readonly logger: ServiceLogger,
    private readonly graceMs: number,
  ) {}

  install(): void {
    for (const signal of shutdownSignals) process.on(signal, () => this.onSignal(signal));
    process.on('uncaughtException', (error) => this.fatal(error));
    process.on('unhandledRejection', (reason) => this.fatal(asError(reason)));
  }

  /** How the service finishes what it holds; until it is known there is nothing to finish. */
  onShutdown(stop: () => Promise<void>): void {
    this.stop = stop;
  }

  fatal(error: Error): void {
    this.logger.fatal({ err: error }, `the service cannot continue: ${errorText(error)}`);
    process.exit(1);
  }

  /** Stops the service and exits: 0, or 1 if that took longer than the grace period. */
  shutDown(reason: string): void {
    if (this.isShuttingDown) return;
    this.isShuttingDown = true;
    this.logger.info({ reason, graceMs: this.graceMs }, 'stopping');
    setTimeout(() => {
      this.logger.error('shutdown grace period exceeded: unfinished records will be redelivered');
      process.exit(1);
    }, this.graceMs).unref();
    void this.finish();
  }

  private async finish(): Promise<void> {
    try {
      await this.stop?.();
      this.logger.info('stopped');
      process.exit(0);
    } catch (error) {
      this.fatal(asError(error));
    }
  }

  private onSignal(signal: ShutdownSignal): void {
    if (this.isShuttingDown) process.exit(128 + signalNumbers[signal]);
    this.shutDown(signal);
  }
}
