import { Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { topics } from '@harmonybatch/contracts';
import { Ownership } from '@harmonybatch/messaging';
import { RateEstimator } from '@harmonybatch/pipeline';
import { StagePorts } from '@harmonybatch/service-kit';
import { RateEstimatorController } from './rate-estimator.controller';

@Module({
  controllers: [RateEstimatorController],
  providers: [
    {
      provide: RateEstimator,
      inject: [StagePorts],
      useFactory: (ports: StagePorts) => new RateEstimator(ports),
    },
  ],
})
export class RateEstimatorModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly estimator: RateEstimator,
    private readonly ownership: Ownership,
  ) {}

  onApplicationBootstrap(): void {
    this.estimator.start();
    this.ownership.onChange(({ topic, partitions }) => {
      if (topic === topics.arrivalCounted.name)
        this.estimator.retainOwned((partition) => partitions.includes(partition));
    });
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.estimator.stop();
  }
}
