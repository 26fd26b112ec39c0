import { Module } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import { timestampTypeOf, type KafkaSettings, type TimestampType } from '@harmonybatch/messaging';
import { AppRegistry, Clock, Ingest, ingestDefaults, PlanBoard, Publisher, StageEvents } from '@harmonybatch/pipeline';
import { KAFKA_CLIENT, KAFKA_SETTINGS, SERVICE_CONFIG } from '@harmonybatch/service-kit';
import type { IngestVariables } from './ingest-variables';
import { IngestController } from './ingest.controller';

const TIMESTAMP_TYPE = Symbol('TIMESTAMP_TYPE');

@Module({
  controllers: [IngestController],
  providers: [
    AppRegistry,
    PlanBoard,
    {
      provide: TIMESTAMP_TYPE,
      inject: [KAFKA_CLIENT, KAFKA_SETTINGS],
      useFactory: async (kafka: Kafka, { topicPrefix }: KafkaSettings): Promise<TimestampType> => {
        const admin = kafka.admin();
        await admin.connect();
        try {
          return await timestampTypeOf(admin, topicPrefix, topics.inferenceRequested.name);
        } finally {
          await admin.disconnect();
        }
      },
    },
    {
      provide: Ingest,
      inject: [SERVICE_CONFIG, TIMESTAMP_TYPE, Publisher, Clock, StageEvents, AppRegistry, PlanBoard],
      useFactory: (
        { maxInlineBytes, maxSkewMs }: IngestVariables,
        timestamps: TimestampType,
        publisher: Publisher,
        clock: Clock,
        events: StageEvents,
        apps: AppRegistry,
        board: PlanBoard,
      ) =>
        new Ingest(
          { publisher, clock, events },
          { apps, board },
          { ...ingestDefaults, timestamps, maxInlineBytes, maxSkewMs },
        ),
    },
  ],
})
export class IngestModule {}
