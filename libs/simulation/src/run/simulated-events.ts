import { StageEvents } from '@harmonybatch/ports';

const mostFaults = 20;

/** Keeps the first faults that the stages report. */
export class SimulatedEvents extends StageEvents {
  readonly faults: string[] = [];

  override counted(): void {}
  override observed(): void {}
  override traced(): void {}
  override noted(): void {}
  override warned(): void {}

  override fault(message: string, error?: unknown): void {
    if (this.faults.length < mostFaults) this.faults.push(error === undefined ? message : `${message}: ${text(error)}`);
  }
}

const text = (error: unknown): string => (error instanceof Error ? error.message : JSON.stringify(error));
