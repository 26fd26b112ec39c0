import type { OnApplicationBootstrap, OnModuleDestroy, Provider, Type } from '@nestjs/common';
import { PressureReporter, type ReporterPorts, type StageDelay } from '@harmonybatch/pipeline';
import { StagePorts } from '@harmonybatch/service-kit';

/** A stage in which requests may wait longer than planned. */
interface DelayedStage {
  pressure(): readonly StageDelay[];
}

/** Reports from the start of the service until it begins to stop: a stage that drains asks nobody for less. */
class PressureReports implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly reporter: PressureReporter) {}

  onApplicationBootstrap(): void {
    this.reporter.start();
  }

  onModuleDestroy(): void {
    this.reporter.stop();
  }
}

/** Provider that writes `pressure.reported` while `stage`, a provider of the same module, is behind. */
export const pressureReports = (by: 'batcher' | 'dispatcher', stage: Type<DelayedStage>): Provider => ({
  provide: PressureReports,
  inject: [StagePorts, stage],
  useFactory: (ports: ReporterPorts, measured: DelayedStage) =>
    new PressureReports(new PressureReporter(ports, by, () => measured.pressure())),
});
