import type { Admin, Kafka } from 'kafkajs';
import { outcomeTopicOf, topics } from '@harmonybatch/contracts';
import { OutcomeTopics, type StageEvents } from '@harmonybatch/ports';
import type { KafkaOptions } from '../settings/kafka-options';
import { ensureTopics } from '../topics/ensure-topics';
import { prefixed } from '../topics/topic-names';
import { checkTopicConfigs } from '../topics/topic-configs';

/** The topics of apps on Kafka. One that is missing is created as `inference.completed` is; one that was there stays as it is. */
export class KafkaOutcomeTopics extends OutcomeTopics {
  private probing: Promise<boolean> | null = null;

  constructor(
    private readonly kafka: Kafka,
    private readonly options: KafkaOptions,
    private readonly events: StageEvents,
  ) {
    super();
  }

  ensure(topic: string): Promise<void> {
    return this.withAdmin(async (admin) => {
      const contract = outcomeTopicOf(topic);
      const { created } = await ensureTopics(admin, this.options, [contract]);
      if (created.length > 0) this.events.info('an outcome topic was created', { topic });
      else await this.warnOfConfigs(admin, topic);
    });
  }

  isKafkaReachable(): Promise<boolean> {
    this.probing ??= this.probe().finally(() => (this.probing = null));
    return this.probing;
  }

  private async probe(): Promise<boolean> {
    try {
      const name = prefixed(this.options.topicPrefix, topics.inferenceCompleted.name);
      await this.withAdmin((admin) => admin.fetchTopicOffsets(name));
      return true;
    } catch {
      return false;
    }
  }

  /** How its owner keeps it is the owner's choice; what may surprise is logged. */
  private async warnOfConfigs(admin: Admin, topic: string): Promise<void> {
    try {
      const faults = await checkTopicConfigs(admin, this.options, [outcomeTopicOf(topic)]);
      for (const { problem, fix } of faults)
        this.events.warn('an outcome topic is configured differently from inference.completed', { problem, mend: fix });
    } catch (error) {
      this.events.info('the configs of an outcome topic could not be read', { topic, error: String(error) });
    }
  }

  private async withAdmin<T>(ask: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await ask(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
