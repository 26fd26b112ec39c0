import { Intake } from '@harmonybatch/ports';
import type { RecordConsumer } from './record-consumer';

/** Pauses and resumes topics for the stages. A topic that nothing reads is a bug. */
export class TopicIntake extends Intake {
  constructor(private readonly consumers: ReadonlyMap<string, RecordConsumer>) {
    super();
  }

  /** At most what one fetch brought still comes. Repeated calls are one pause. */
  pause(topic: string): void {
    this.consumerOf(topic).pause('stage');
  }

  resume(topic: string): void {
    this.consumerOf(topic).resume('stage');
  }

  private consumerOf(topic: string): RecordConsumer {
    const consumer = this.consumers.get(topic);
    if (!consumer) throw new Error(`no @OnRecords method reads ${topic}: it cannot be paused or resumed`);
    return consumer;
  }
}
