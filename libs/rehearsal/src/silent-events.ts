import { StageEvents } from '@harmonybatch/ports';

/** Counts and logs nothing; keeps the first error that a stage reports. */
export class SilentEvents extends StageEvents {
  private first: Error | null = null;

  override count(): void {}
  override observe(): void {}
  override watch(): void {}
  override debug(): void {}
  override info(): void {}
  override warn(): void {}

  override error(message: string, cause?: unknown): void {
    this.first ??= new Error(message, { cause });
  }

  /** Throws what a stage reported, if one did. */
  rethrow(): void {
    if (this.first !== null) throw this.first;
  }
}
