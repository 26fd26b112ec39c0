import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { BatchStore } from '@harmonybatch/ports';
import { Deployment, Readiness, SERVICE_CONFIG, StagePorts } from '@harmonybatch/service-kit';
import { batchStoreMetrics } from '@harmonybatch/telemetry';
import type { BatchStoreVariables } from './batch-store-variables';
import { RedisShards } from './redis-shards';

export { batchStoreFaults, batchStoreVariables } from './batch-store-variables';

const connect = (config: BatchStoreVariables, deployment: Deployment, ports: StagePorts): RedisShards =>
  RedisShards.connect(config, deployment, ports);

/** Gives `BatchStore` for a service that reads `batchStoreVariables`: connected, checked for readiness, and closed. */
@Module({
  providers: [
    { provide: RedisShards, inject: [SERVICE_CONFIG, Deployment, StagePorts], useFactory: connect },
    { provide: BatchStore, inject: [RedisShards], useFactory: ({ store }: RedisShards) => store },
  ],
  exports: [BatchStore],
})
export class BatchStoreModule implements OnApplicationShutdown {
  constructor(
    private readonly redis: RedisShards,
    readiness: Readiness,
    { events }: StagePorts,
  ) {
    readiness.add(() => redis.check());
    events.watch(batchStoreMetrics.reachable, async () => [
      { labels: {}, value: (await redis.check()).length === 0 ? 1 : 0 },
    ]);
  }

  onApplicationShutdown(): Promise<void> {
    return this.redis.close();
  }
}
