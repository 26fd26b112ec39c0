import { StageEvents } from '@harmonybatch/ports';

/** Tells what an operator would see. */
export class NotedEvents extends StageEvents {
  constructor(private readonly note: (message: string) => void) {
    super();
  }

  override counted(): void {}
  override observed(): void {}

  override traced(message: string): void {
    this.note(message);
  }

  override noted(message: string): void {
    this.note(message);
  }

  override warned(message: string): void {
    this.note(message);
  }

  override fault(message: string): void {
    this.note(message);
  }
}
