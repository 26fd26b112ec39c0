import { Module, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import { KafkaOutcomeTopics, type KafkaOptions } from '@harmonybatch/messaging';
import { KAFKA_CLIENT, KAFKA_SETTINGS, StagePorts } from '@harmonybatch/service-kit';
import { AppRegistry, OutcomeForwarder } from '@harmonybatch/pipeline';
import { OutcomeTopics } from '@harmonybatch/ports';
import { OutcomeForwarderController } from './outcome-forwarder.controller';

@Module({
  controllers: [OutcomeForwarderController],
  providers: [
    AppRegistry,
    {
      provide: OutcomeTopics,
      inject: [KAFKA_CLIENT, KAFKA_SETTINGS, StagePorts],
      useFactory: (kafka: Kafka, settings: KafkaOptions, { events }: StagePorts) =>
        new KafkaOutcomeTopics(kafka, settings, events),
    },
    {
      provide: OutcomeForwarder,
      inject: [StagePorts, OutcomeTopics, AppRegistry],
      useFactory: (ports: StagePorts, topics: OutcomeTopics, apps: AppRegistry) =>
        new OutcomeForwarder({ ...ports, topics }, apps),
    },
  ],
})
export class OutcomeForwarderModule implements BeforeApplicationShutdown {
  constructor(private readonly forwarder: OutcomeForwarder) {}

  beforeApplicationShutdown(): Promise<void> {
    return this.forwarder.stop();
  }
}
