import { Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { Dispatcher, MonitoredInvoker } from '@harmonybatch/pipeline';
import { BatchStore, FunctionInvoker, OutcomeLog } from '@harmonybatch/ports';
import { Readiness, SERVICE_CONFIG, StagePorts } from '@harmonybatch/service-kit';
import { BatchStoreModule } from '@harmonybatch/service-modules/batch-store';
import { FunctionsModule } from '@harmonybatch/service-modules/functions';
import { OutcomeLogModule } from '@harmonybatch/service-modules/outcome-log';
import { pressureReports } from '@harmonybatch/service-modules/pressure-reports';
import { dispatcherConfig, type DispatcherVariables } from './dispatcher-variables';
import { DispatcherController } from './dispatcher.controller';

/** Batches in flight may take this long at a stop; what is left is read again. */
const stopGraceMs = 8_000;
/**
 * Invocations of one function at a time, in batches that it may run: parts of a batch that was split run at once, and what
 * timed out holds its connection a little longer.
 */
const invocationsPerBatch = 2;

/** Batches wait in their lanes, where their deadlines are watched, and nowhere behind them. */
const functions = FunctionsModule.invoker(({ maxPerFunction }: DispatcherVariables) => ({
  maxConcurrent: invocationsPerBatch * maxPerFunction,
  maxWaiting: 0,
}));

@Module({
  imports: [OutcomeLogModule, BatchStoreModule, functions],
  controllers: [DispatcherController],
  providers: [
    {
      provide: MonitoredInvoker,
      inject: [FunctionInvoker, StagePorts],
      useFactory: (invoker: FunctionInvoker, { clock, events }: StagePorts) =>
        new MonitoredInvoker(invoker, clock, events),
    },
    {
      provide: Dispatcher,
      inject: [SERVICE_CONFIG, StagePorts, BatchStore, OutcomeLog, MonitoredInvoker],
      useFactory: (
        variables: DispatcherVariables,
        ports: StagePorts,
        store: BatchStore,
        outcomes: OutcomeLog,
        invoker: MonitoredInvoker,
      ) => new Dispatcher({ ...ports, store, outcomes, invoker }, dispatcherConfig(variables)),
    },
    pressureReports('dispatcher', Dispatcher),
  ],
})
export class DispatcherModule implements BeforeApplicationShutdown {
  constructor(
    private readonly dispatcher: Dispatcher,
    functions: MonitoredInvoker,
    readiness: Readiness,
  ) {
    readiness.add(() => functions.notReadyReasons());
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.dispatcher.stop(stopGraceMs);
  }
}
