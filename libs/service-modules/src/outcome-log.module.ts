import { Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import { KafkaOutcomeLog, type KafkaOptions } from '@harmonybatch/messaging';
import { OutcomeLog } from '@harmonybatch/ports';
import { KAFKA_CLIENT, KAFKA_SETTINGS, Readiness, StagePorts } from '@harmonybatch/service-kit';

/** Gives `OutcomeLog`: opened however often that must be tried, checked for readiness, and closed. */
@Module({
  providers: [
    {
      provide: KafkaOutcomeLog,
      inject: [KAFKA_CLIENT, KAFKA_SETTINGS, StagePorts],
      useFactory: (kafka: Kafka, { topicPrefix }: KafkaOptions, { events }: StagePorts) =>
        new KafkaOutcomeLog(kafka, { topicPrefix, events }),
    },
    { provide: OutcomeLog, useExisting: KafkaOutcomeLog },
  ],
  exports: [OutcomeLog],
})
export class OutcomeLogModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly outcomes: KafkaOutcomeLog,
    readiness: Readiness,
  ) {
    readiness.add(() => outcomes.notReadyReasons());
  }

  onApplicationBootstrap(): void {
    void this.outcomes.open();
  }

  onApplicationShutdown(): Promise<void> {
    return this.outcomes.close();
  }
}
