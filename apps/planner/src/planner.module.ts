import { Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { topics } from '@harmonybatch/contracts';
import { fcConfigOf, FcPlatform, withoutFc } from '@harmonybatch/function-compute';
import { Ownership } from '@harmonybatch/messaging';
import { assumedCardFaults } from '@harmonybatch/planning';
import {
  AppRegistry,
  Clock,
  FunctionPlatform,
  ModelRegistry,
  PlanBoard,
  Publisher,
  Replanner,
  replannerDefaults,
  StageEvents,
} from '@harmonybatch/pipeline';
import { ConfigError, SERVICE_CONFIG } from '@harmonybatch/service-kit';
import type { PlannerVariables } from './planner-variables';
import { PlannerController } from './planner.controller';

@Module({
  controllers: [PlannerController],
  providers: [
    AppRegistry,
    ModelRegistry,
    PlanBoard,
    {
      provide: FunctionPlatform,
      inject: [SERVICE_CONFIG],
      useFactory: ({ functionPrefix, catalogue, ...variables }: PlannerVariables) => {
        const gpuType = catalogue.gpus.find((gpu) => gpu.sharing === 'time-sliced')?.gpuType;
        return new FcPlatform(fcConfigOf(variables), { functionPrefix, gpuType });
      },
    },
    {
      provide: Replanner,
      inject: [SERVICE_CONFIG, Publisher, FunctionPlatform, Clock, StageEvents, AppRegistry, ModelRegistry, PlanBoard],
      useFactory: (
        variables: PlannerVariables,
        publisher: Publisher,
        platform: FunctionPlatform,
        clock: Clock,
        events: StageEvents,
        apps: AppRegistry,
        models: ModelRegistry,
        board: PlanBoard,
      ) => {
        const faults = assumedCardFaults(variables);
        if (faults.length > 0) throw new ConfigError(faults.map((fault) => `HARMONYBATCH_ASSUME_CARDS: ${fault}`));
        return new Replanner(
          { publisher, platform, clock, events },
          { apps, models, board },
          { ...replannerDefaults, ...withoutFc(variables) },
        );
      },
    },
  ],
})
export class PlannerModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly replanner: Replanner,
    private readonly ownership: Ownership,
  ) {}

  /** The replica that reads the only partition of `plan.requested` is the one that plans. */
  onApplicationBootstrap(): void {
    this.ownership.onChange(({ topic, partitions }) => {
      if (topic !== topics.planRequested.name) return;
      if (partitions.includes(0)) this.replanner.lead();
      else this.replanner.follow();
    });
  }

  beforeApplicationShutdown(): void {
    this.replanner.follow();
  }
}
