import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { Kafka } from 'kafkajs';

export interface KafkaBatchServerOptions {
  readonly topicPrefix: string;
}

export class KafkaBatchServer extends Server implements CustomTransportStrategy {
  constructor(_kafka: Kafka, _options: KafkaBatchServerOptions) {
    super();
  }
  on(): void {}
  unwrap<T>(): T {
    throw new Error('not wrapped');
  }
  async listen(_callback: (error?: unknown) => void): Promise<void> {}
  async close(): Promise<void> {}
}
