import { Module, type BeforeApplicationShutdown, type OnApplicationShutdown } from '@nestjs/common';
import { RedisBatchStore } from '@harmonybatch/batch-store';
import { FcInvoker, readFcConfig } from '@harmonybatch/function-compute';
import {
  Clock,
  Dispatcher,
  dispatcherDefaults,
  FunctionInvoker,
  Intake,
  JsonCodec,
  Publisher,
  Randomness,
  StageEvents,
} from '@harmonybatch/pipeline';
import { ConfigError, SERVICE_CONFIG } from '@harmonybatch/service-kit';
import type { DispatcherVariables } from './dispatcher-variables';
import { DispatcherController } from './dispatcher.controller';

/** Batches in flight may take this long at a stop; what is left is read again. */
const stopGraceMs = 8_000;

@Module({
  controllers: [DispatcherController],
  providers: [
    {
      provide: RedisBatchStore,
      inject: [SERVICE_CONFIG, Randomness],
      useFactory: ({ redisUrl, redisKeyPrefix }: DispatcherVariables, randomness: Randomness) =>
        RedisBatchStore.connect({ url: redisUrl, keyPrefix: redisKeyPrefix }, randomness),
    },
    {
      provide: FunctionInvoker,
      inject: [SERVICE_CONFIG],
      useFactory: ({ maxInFlight }: DispatcherVariables) => {
        const { config, faults } = readFcConfig(process.env);
        if (faults !== undefined) throw new ConfigError(faults);
        return new FcInvoker(config, { maxConcurrent: maxInFlight });
      },
    },
    {
      provide: Dispatcher,
      inject: [SERVICE_CONFIG, RedisBatchStore, FunctionInvoker, Publisher, Clock, Randomness, StageEvents, Intake],
      useFactory: (
        { claimLeaseMs, invokeTimeoutMs, maxInFlight }: DispatcherVariables,
        store: RedisBatchStore,
        invoker: FunctionInvoker,
        publisher: Publisher,
        clock: Clock,
        randomness: Randomness,
        events: StageEvents,
        intake: Intake,
      ) =>
        new Dispatcher(
          { store, invoker, codec: new JsonCodec(), publisher, clock, randomness, events, intake },
          {
            ...dispatcherDefaults,
            leaseMs: claimLeaseMs,
            renewIntervalMs: claimLeaseMs / 3,
            invokeTimeoutMs,
            maxInFlight,
          },
        ),
    },
  ],
})
export class DispatcherModule implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly store: RedisBatchStore,
  ) {}

  beforeApplicationShutdown(): Promise<void> {
    return this.dispatcher.stop(stopGraceMs);
  }

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}
