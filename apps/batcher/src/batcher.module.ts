import {
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { RedisBatchStore } from '@harmonybatch/batch-store';
import { Deployment, Readiness, SERVICE_CONFIG } from '@harmonybatch/service-kit';
import { Batcher, batcherDefaults, PlanBoard, PressureReporter } from '@harmonybatch/pipeline';
import { Clock, Publisher, Randomness, StageEvents } from '@harmonybatch/ports';
import { BatcherController } from './batcher.controller';
import type { BatcherVariables } from './batcher-variables';

@Module({
  controllers: [BatcherController],
  providers: [
    PlanBoard,
    {
      provide: RedisBatchStore,
      inject: [SERVICE_CONFIG, Deployment, Randomness, StageEvents],
      useFactory: (
        { redisUrl, redisKeyPrefix }: BatcherVariables,
        { name, keyPrefix }: Deployment,
        randomness: Randomness,
        events: StageEvents,
      ) =>
        RedisBatchStore.connect(
          { url: redisUrl, keyPrefix: redisKeyPrefix ?? keyPrefix, owner: name, events },
          randomness,
        ),
    },
    {
      provide: Batcher,
      inject: [SERVICE_CONFIG, RedisBatchStore, Publisher, Clock, Randomness, StageEvents, PlanBoard],
      useFactory: (
        { leaseMs, pollIntervalMs }: BatcherVariables,
        store: RedisBatchStore,
        publisher: Publisher,
        clock: Clock,
        randomness: Randomness,
        events: StageEvents,
        board: PlanBoard,
      ) =>
        new Batcher({ store, publisher, clock, randomness, events }, board, {
          ...batcherDefaults,
          leaseMs,
          pollIntervalMs,
        }),
    },
  ],
})
export class BatcherModule implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly reporter: PressureReporter;

  constructor(
    private readonly batcher: Batcher,
    private readonly store: RedisBatchStore,
    events: StageEvents,
    readiness: Readiness,
    publisher: Publisher,
    clock: Clock,
  ) {
    this.reporter = new PressureReporter({ publisher, clock, events }, 'batcher', () => batcher.pressure());
    readiness.add(async () => [await store.check()].filter((fault) => fault !== null));
  }

  onApplicationBootstrap(): void {
    this.batcher.start();
    this.reporter.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    this.reporter.stop();
    return this.batcher.stop();
  }

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}
