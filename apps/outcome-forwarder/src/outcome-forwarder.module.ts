import { Module, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import { KafkaOutcomeTopics, type KafkaSettings } from '@harmonybatch/messaging';
import { KAFKA_CLIENT, KAFKA_SETTINGS } from '@harmonybatch/service-kit';
import { AppRegistry, OutcomeForwarder } from '@harmonybatch/pipeline';
import { Clock, OutcomeTopics, Publisher, StageEvents } from '@harmonybatch/ports';
import { OutcomeForwarderController } from './outcome-forwarder.controller';

@Module({
  controllers: [OutcomeForwarderController],
  providers: [
    AppRegistry,
    {
      provide: OutcomeTopics,
      inject: [KAFKA_CLIENT, KAFKA_SETTINGS, StageEvents],
      useFactory: (kafka: Kafka, settings: KafkaSettings, events: StageEvents) =>
        new KafkaOutcomeTopics(kafka, settings, events),
    },
    {
      provide: OutcomeForwarder,
      inject: [Publisher, OutcomeTopics, Clock, StageEvents, AppRegistry],
      useFactory: (publisher: Publisher, topics: OutcomeTopics, clock: Clock, events: StageEvents, apps: AppRegistry) =>
        new OutcomeForwarder({ publisher, topics, clock, events }, apps),
    },
  ],
})
export class OutcomeForwarderModule implements BeforeApplicationShutdown {
  constructor(private readonly forwarder: OutcomeForwarder) {}

  beforeApplicationShutdown(): Promise<void> {
    return this.forwarder.stop();
  }
}
