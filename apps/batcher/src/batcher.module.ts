import { Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Batcher, batcherDefaults, PlanBoard } from '@harmonybatch/pipeline';
import { BatchStore } from '@harmonybatch/ports';
import { SERVICE_CONFIG, StagePorts } from '@harmonybatch/service-kit';
import { BatchStoreModule } from '@harmonybatch/service-modules/batch-store';
import { pressureReports } from '@harmonybatch/service-modules/pressure-reports';
import { BatcherController } from './batcher.controller';
import type { BatcherVariables } from './batcher-variables';

@Module({
  imports: [BatchStoreModule],
  controllers: [BatcherController],
  providers: [
    PlanBoard,
    {
      provide: Batcher,
      inject: [SERVICE_CONFIG, StagePorts, BatchStore, PlanBoard],
      useFactory: (
        { leaseMs, pollIntervalMs }: BatcherVariables,
        ports: StagePorts,
        store: BatchStore,
        board: PlanBoard,
      ) => new Batcher({ ...ports, store }, board, { ...batcherDefaults, leaseMs, pollIntervalMs }),
    },
    pressureReports('batcher', Batcher),
  ],
})
export class BatcherModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly batcher: Batcher) {}

  onApplicationBootstrap(): void {
    this.batcher.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.batcher.stop();
  }
}
