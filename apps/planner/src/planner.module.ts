import { join } from 'node:path';
import {
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { topics } from '@harmonybatch/contracts';
import { fcConfigOf, FcPlatform, withoutFc } from '@harmonybatch/function-compute';
import { Ownership } from '@harmonybatch/messaging';
import { assumedCardFaults } from '@harmonybatch/planning';
import { ConfigError, Deployment, Readiness, SERVICE_CONFIG } from '@harmonybatch/service-kit';
import {
  AppRegistry,
  ModelRegistry,
  PlanBoard,
  PlanMaker,
  PublishedProgress,
  Replanner,
  replannerDefaults,
} from '@harmonybatch/pipeline';
import { Clock, FunctionPlatform, Publisher, StageEvents } from '@harmonybatch/ports';
import type { PlannerVariables } from './planner-variables';
import { PlannerController } from './planner.controller';
import { PlanningThreads } from './planning-threads/planning-threads';
import { ThreadedPlanMaker } from './planning-threads/threaded-plan-maker';

/** Plans are made two at a time, so that a large model does not hold up all others. */
const planningThreads = 2;
const planThread = join(__dirname, 'planning-threads', 'plan-thread.js');

@Module({
  controllers: [PlannerController],
  providers: [
    AppRegistry,
    ModelRegistry,
    PlanBoard,
    {
      provide: FunctionPlatform,
      inject: [SERVICE_CONFIG, Deployment],
      useFactory: ({ catalogue, ...variables }: PlannerVariables, deployment: Deployment) => {
        const { functionPrefix = deployment.functionPrefix } = variables;
        const gpuType = catalogue.gpus.find((gpu) => gpu.sharing === 'time-sliced')?.gpuType;
        return new FcPlatform(fcConfigOf(variables), { functionPrefix, gpuType });
      },
    },
    { provide: PlanningThreads, useFactory: () => new PlanningThreads(planThread, planningThreads) },
    {
      provide: PlanMaker,
      inject: [SERVICE_CONFIG, PlanningThreads, StageEvents],
      useFactory: ({ planningLimitMs }: PlannerVariables, threads: PlanningThreads, events: StageEvents) =>
        new ThreadedPlanMaker(threads, planningLimitMs, events),
    },
    {
      provide: Replanner,
      inject: [
        SERVICE_CONFIG,
        PlanMaker,
        Ownership,
        Deployment,
        Publisher,
        FunctionPlatform,
        Clock,
        StageEvents,
        AppRegistry,
        ModelRegistry,
        PlanBoard,
      ],
      useFactory: (
        variables: PlannerVariables,
        planMaker: PlanMaker,
        ownership: Ownership,
        deployment: Deployment,
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
        const progress = new PublishedProgress({ publisher, events });
        const owns = (): boolean => ownership.owns(topics.planRequested.name, 0);
        const { functionPrefix = deployment.functionPrefix } = variables;
        return new Replanner(
          { publisher, platform, clock, events, planMaker, progress, owns },
          { apps, models, board },
          { ...replannerDefaults, ...withoutFc(variables), functionPrefix },
        );
      },
    },
  ],
})
export class PlannerModule implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly replanner: Replanner,
    private readonly ownership: Ownership,
    private readonly threads: PlanningThreads,
    readiness: Readiness,
  ) {
    readiness.add(() => replanner.notReady());
  }

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

  onApplicationShutdown(): Promise<void> {
    return this.threads.close();
  }
}
