import type { Kafka } from 'kafkajs';
import { Publisher, type OutboundRecord } from '@harmonybatch/pipeline';

export interface KafkaPublisherOptions {
  readonly topicPrefix: string;
}

export class KafkaPublisher extends Publisher {
  constructor(_kafka: Kafka, _options: KafkaPublisherOptions) {
    super();
  }
  async connect(): Promise<void> {}
  async publish(_records: readonly OutboundRecord[], _guard?: () => boolean): Promise<void> {}
  async close(): Promise<void> {}
}
