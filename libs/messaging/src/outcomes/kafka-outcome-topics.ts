import type { Admin, Kafka } from 'kafkajs';
import { outcomeTopicOf, topics } from '@harmonybatch/contracts';
import { OutcomeTopics, type StageEvents } from '@harmonybatch/ports';
import type { KafkaSettings } from '../settings/kafka-settings';
import { ensureTopics } from '../topics/ensure-topics';
import { prefixed } from '../topics/topic-names';
import { checkTopicSettings } from '../topics/topic-settings';

/** The topics of apps on Kafka. One that is missing is created as `inference.completed` is; one that was there stays as it is. */
export class KafkaOutcomeTopics extends OutcomeTopics {
  private asking: Promise<boolean> | null = null;

  constructor(
    private readonly kafka: Kafka,
    private readonly settings: KafkaSettings,
    private readonly events: StageEvents,
  ) {
    super();
  }

  ensure(topic: string): Promise<void> {
    return this.withAdmin(async (admin) => {
      const contract = outcomeTopicOf(topic);
      const { created } = await ensureTopics(admin, this.settings, [contract]);
      if (created.length > 0) this.events.noted('an outcome topic was created', { topic });
      else await this.tellSettings(admin, topic);
    });
  }

  isKafkaThere(): Promise<boolean> {
    this.asking ??= this.ask().finally(() => (this.asking = null));
    return this.asking;
  }

  private async ask(): Promise<boolean> {
    try {
      const name = prefixed(this.settings.topicPrefix, topics.inferenceCompleted.name);
      await this.withAdmin((admin) => admin.fetchTopicOffsets(name));
      return true;
    } catch {
      return false;
    }
  }

  /** How its owner keeps it is the owner's choice; what may surprise is logged. */
  private async tellSettings(admin: Admin, topic: string): Promise<void> {
    try {
      const faults = await checkTopicSettings(admin, this.settings, [outcomeTopicOf(topic)]);
      for (const { problem, mend } of faults)
        this.events.warned('an outcome topic is configured differently from inference.completed', { problem, mend });
    } catch (error) {
      this.events.noted('the configs of an outcome topic could not be read', { topic, error: String(error) });
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
