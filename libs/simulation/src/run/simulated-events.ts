import { StageEvents } from '@harmonybatch/ports';

const maxFaults = 20;

/** Keeps the first faults that the stages report. */
export class SimulatedEvents extends StageEvents {
  readonly faults: string[] = [];

  override count(): void {}
  override observe(): void {}
  override watch(): void {}
  override debug(): void {}
  override info(): void {}
  override warn(): void {}

  override error(message: string, error?: unknown): void {
    if (this.faults.length < maxFaults) this.faults.push(error === undefined ? message : `${message}: ${text(error)}`);
  }
}

const text = (error: unknown): string => (error instanceof Error ? error.message : JSON.stringify(error));
