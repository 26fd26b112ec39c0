import { Module } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import { Ownership, timestampTypeOf, type KafkaOptions, type TimestampType } from '@harmonybatch/messaging';
import { KAFKA_CLIENT, KAFKA_SETTINGS, SERVICE_CONFIG, StagePorts } from '@harmonybatch/service-kit';
import {
  Admission,
  AppRegistry,
  Ingest,
  ingestDefaults,
  KeyRegistry,
  ModelRegistry,
  PlanBoard,
  PressureBoard,
  RateLimits,
} from '@harmonybatch/pipeline';
import type { IngestVariables } from './ingest-variables';
import { IngestController } from './ingest.controller';

const TIMESTAMP_TYPE = Symbol('TIMESTAMP_TYPE');
const TRAFFIC_SHARE = Symbol('TRAFFIC_SHARE');

/** Which part of all requests this replica reads, in (0, 1]: that of the partitions which it has. */
type TrafficShare = () => number;

@Module({
  controllers: [IngestController],
  providers: [
    AppRegistry,
    KeyRegistry,
    ModelRegistry,
    PlanBoard,
    PressureBoard,
    {
      provide: TRAFFIC_SHARE,
      inject: [Ownership, KAFKA_SETTINGS],
      useFactory: (ownership: Ownership, { partitions }: KafkaOptions): TrafficShare => {
        let owned = 0;
        ownership.onChange((change) => {
          if (change.topic === topics.inferenceRequested.name) owned = change.partitions.length;
        });
        return () => Math.min(1, Math.max(1, owned) / partitions);
      },
    },
    {
      provide: Admission,
      inject: [PressureBoard, PlanBoard, AppRegistry, TRAFFIC_SHARE],
      useFactory: (pressure: PressureBoard, board: PlanBoard, apps: AppRegistry, share: TrafficShare) =>
        new Admission(pressure, board, apps, share),
    },
    {
      provide: RateLimits,
      inject: [AppRegistry, TRAFFIC_SHARE],
      useFactory: (apps: AppRegistry, share: TrafficShare) => new RateLimits(apps, share),
    },
    {
      provide: TIMESTAMP_TYPE,
      inject: [KAFKA_CLIENT, KAFKA_SETTINGS],
      useFactory: async (kafka: Kafka, { topicPrefix }: KafkaOptions): Promise<TimestampType> => {
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
      inject: [
        SERVICE_CONFIG,
        TIMESTAMP_TYPE,
        StagePorts,
        AppRegistry,
        KeyRegistry,
        ModelRegistry,
        PlanBoard,
        Admission,
        RateLimits,
      ],
      useFactory: (
        { maxInlineBytes, maxSkewMs, requireSignatures }: IngestVariables,
        timestamps: TimestampType,
        ports: StagePorts,
        apps: AppRegistry,
        keys: KeyRegistry,
        models: ModelRegistry,
        board: PlanBoard,
        admission: Admission,
        rateLimits: RateLimits,
      ) =>
        new Ingest(
          ports,
          { apps, keys, models, board },
          { admission, rateLimits },
          {
            ...ingestDefaults,
            timestamps,
            maxInlineBytes,
            maxSkewMs,
            requireSignatures,
          },
        ),
    },
  ],
})
export class IngestModule {}
