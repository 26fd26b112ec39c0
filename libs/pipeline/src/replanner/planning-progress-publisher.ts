import { recordOf, tombstoneOf, topics, type PlanningReported } from '@harmonybatch/contracts';
import { PlanningProgress, type OutboundRecord, type Publisher, type StageEvents } from '@harmonybatch/ports';

/** Writes the progress of planning to `planning.reported`, one record at a time and in order. */
export class PlanningProgressPublisher extends PlanningProgress {
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly ports: { readonly publisher: Publisher; readonly events: StageEvents }) {
    super();
  }

  override report(report: PlanningReported): void {
    this.write(report.model, recordOf(topics.planningReported, report));
  }

  override end(model: string): void {
    this.write(model, tombstoneOf(topics.planningReported, model));
  }

  private write(model: string, record: OutboundRecord): void {
    const { publisher, events } = this.ports;
    this.writing = this.writing
      .then(() => publisher.publish([record]))
      .catch((error: unknown) => events.error('the progress of planning could not be published', error, { model }));
  }
}
