import { topics, type PlanningReported } from '@harmonybatch/contracts';
import { PlanningProgress, type Publisher, type StageEvents } from '@harmonybatch/ports';

/** Writes the progress of planning to `planning.reported`, one record at a time and in order. */
export class PublishedProgress extends PlanningProgress {
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly ports: { readonly publisher: Publisher; readonly events: StageEvents }) {
    super();
  }

  override reported(report: PlanningReported): void {
    this.write(report.model, JSON.stringify(report));
  }

  override ended(model: string): void {
    this.write(model, null);
  }

  private write(model: string, value: string | null): void {
    const { publisher, events } = this.ports;
    this.writing = this.writing
      .then(() => publisher.publish([{ topic: topics.planningReported.name, key: model, value }]))
      .catch((error: unknown) => events.fault('the progress of planning could not be told', error, { model }));
  }
}
