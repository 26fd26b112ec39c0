import {
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import { RedisBatchStore } from '@harmonybatch/batch-store';
import { fcConfigOf, FcInvoker } from '@harmonybatch/function-compute';
import { KafkaOutcomeLog, type KafkaSettings } from '@harmonybatch/messaging';
import { Deployment, KAFKA_CLIENT, KAFKA_SETTINGS, Readiness, SERVICE_CONFIG } from '@harmonybatch/service-kit';
import { Clock, FunctionInvoker, Intake, Publisher, Randomness, StageEvents } from '@harmonybatch/ports';
import { Dispatcher, FunctionWatch, JsonCodec, PressureReporter } from '@harmonybatch/pipeline';
import { dispatcherConfig, type DispatcherVariables } from './dispatcher-variables';
import { DispatcherController } from './dispatcher.controller';

/** Batches in flight may take this long at a stop; what is left is read again. */
const stopGraceMs = 8_000;
/**
 * Invocations of one function at a time, in batches that it may run: parts of a batch that was split run at once, and what
 * timed out holds its connection a little longer.
 */
const invocationsPerBatch = 2;

@Module({
  controllers: [DispatcherController],
  providers: [
    {
      provide: RedisBatchStore,
      inject: [SERVICE_CONFIG, Deployment, Randomness, StageEvents],
      useFactory: (
        { redisUrl, redisKeyPrefix }: DispatcherVariables,
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
      provide: FunctionInvoker,
      inject: [SERVICE_CONFIG],
      useFactory: ({ maxPerFunction, ...variables }: DispatcherVariables) =>
        // Batches wait in their lanes, where their deadlines are watched, and nowhere behind them.
        new FcInvoker(fcConfigOf(variables), { maxConcurrent: invocationsPerBatch * maxPerFunction, maxWaiting: 0 }),
    },
    {
      provide: FunctionWatch,
      inject: [FunctionInvoker, Clock, StageEvents],
      useFactory: (invoker: FunctionInvoker, clock: Clock, events: StageEvents) =>
        new FunctionWatch(invoker, clock, events),
    },
    {
      provide: KafkaOutcomeLog,
      inject: [KAFKA_CLIENT, KAFKA_SETTINGS, StageEvents],
      useFactory: (kafka: Kafka, { topicPrefix }: KafkaSettings, events: StageEvents) =>
        new KafkaOutcomeLog(kafka, { topicPrefix, events }),
    },
    {
      provide: Dispatcher,
      inject: [
        SERVICE_CONFIG,
        RedisBatchStore,
        KafkaOutcomeLog,
        FunctionWatch,
        Publisher,
        Clock,
        Randomness,
        StageEvents,
        Intake,
      ],
      useFactory: (
        variables: DispatcherVariables,
        store: RedisBatchStore,
        outcomes: KafkaOutcomeLog,
        invoker: FunctionWatch,
        publisher: Publisher,
        clock: Clock,
        randomness: Randomness,
        events: StageEvents,
        intake: Intake,
      ) =>
        new Dispatcher(
          { store, outcomes, invoker, codec: new JsonCodec(), publisher, clock, randomness, events, intake },
          dispatcherConfig(variables),
        ),
    },
  ],
})
export class DispatcherModule implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly reporter: PressureReporter;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly store: RedisBatchStore,
    private readonly outcomes: KafkaOutcomeLog,
    events: StageEvents,
    readiness: Readiness,
    functions: FunctionWatch,
    publisher: Publisher,
    clock: Clock,
  ) {
    readiness.add(() => this.outcomes.notReady());
    readiness.add(async () => [await store.check()].filter((fault) => fault !== null));
    readiness.add(() => functions.reasons());
    this.reporter = new PressureReporter({ publisher, clock, events }, 'dispatcher', () => dispatcher.pressure());
  }

  onApplicationBootstrap(): void {
    this.reporter.start();
    void this.outcomes.open();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.reporter.stop();
    await this.dispatcher.stop(stopGraceMs);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.outcomes.close(), this.store.close()]);
  }
}
