import { StageEvents } from '@harmonybatch/ports';

/** Tells what an operator would see. */
export class LoggedEvents extends StageEvents {
  constructor(private readonly note: (message: string) => void) {
    super();
  }

  override count(): void {}
  override observe(): void {}
  override watch(): void {}

  override debug(message: string): void {
    this.note(message);
  }

  override info(message: string): void {
    this.note(message);
  }

  override warn(message: string): void {
    this.note(message);
  }

  override error(message: string): void {
    this.note(message);
  }
}
