import { join } from 'node:path';
import {
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { topics } from '@harmonybatch/contracts';
import { Ownership } from '@harmonybatch/messaging';
import {
  AppRegistry,
  AttainmentWatch,
  CalibrationRegistry,
  Calibrator,
  ExecutionWatch,
  ModelRegistry,
  ModelVersions,
  PlanBoard,
  PlanMaker,
  PlanDecisions,
  PlanPins,
  PlanProposals,
  PlanningProgressPublisher,
  PromiseWatch,
  Replanner,
} from '@harmonybatch/pipeline';
import { assumedCardFaults } from '@harmonybatch/planning';
import { FunctionPlatform } from '@harmonybatch/ports';
import { ConfigError, Deployment, Readiness, SERVICE_CONFIG, StagePorts } from '@harmonybatch/service-kit';
import { FunctionsModule } from '@harmonybatch/service-modules/functions';
import { replannerConfig, type PlannerVariables } from './planner-variables';
import { PlannerController } from './planner.controller';
import { PlanningThreadPool } from './planning-threads/planning-thread-pool';
import { ThreadedPlanMaker } from './planning-threads/threaded-plan-maker';

/** Plans are made two at a time, so that a large model does not hold up all others. */
const planningThreads = 2;
const planThread = join(__dirname, 'planning-threads', 'plan-thread.js');

const functions = FunctionsModule.platform(
  ({ catalogue, functionPrefix }: PlannerVariables, deployment: Deployment) => ({
    functionPrefix: functionPrefix ?? deployment.functionPrefix,
    owner: deployment.name,
    gpuType: catalogue.gpus.find((gpu) => gpu.sharing === 'time-sliced')?.gpuType,
  }),
);

@Module({
  imports: [functions],
  controllers: [PlannerController],
  providers: [
    AppRegistry,
    ModelRegistry,
    PlanBoard,
    CalibrationRegistry,
    PlanPins,
    PlanProposals,
    PlanDecisions,
    ModelVersions,
    { provide: PlanningThreadPool, useFactory: () => new PlanningThreadPool(planThread, planningThreads) },
    {
      provide: PlanMaker,
      inject: [SERVICE_CONFIG, PlanningThreadPool, StagePorts],
      useFactory: ({ planningLimitMs }: PlannerVariables, threads: PlanningThreadPool, { events }: StagePorts) =>
        new ThreadedPlanMaker(threads, planningLimitMs, events),
    },
    {
      provide: Replanner,
      inject: [
        SERVICE_CONFIG,
        StagePorts,
        PlanMaker,
        Ownership,
        Deployment,
        FunctionPlatform,
        AppRegistry,
        ModelRegistry,
        PlanBoard,
        CalibrationRegistry,
        PlanPins,
        PlanProposals,
        PlanDecisions,
        ModelVersions,
      ],
      useFactory: (
        variables: PlannerVariables,
        ports: StagePorts,
        planMaker: PlanMaker,
        ownership: Ownership,
        deployment: Deployment,
        platform: FunctionPlatform,
        apps: AppRegistry,
        models: ModelRegistry,
        board: PlanBoard,
        calibrations: CalibrationRegistry,
        pins: PlanPins,
        proposals: PlanProposals,
        decisions: PlanDecisions,
        versions: ModelVersions,
      ) => {
        const faults = assumedCardFaults(variables);
        if (faults.length > 0) throw new ConfigError(faults.map((fault) => `HARMONYBATCH_ASSUME_CARDS: ${fault}`));
        const progress = new PlanningProgressPublisher(ports);
        const isOwner = (): boolean => ownership.owns(topics.planRequested.name, 0);
        return new Replanner(
          { ...ports, platform, planMaker, progress, isOwner },
          { apps, models, board, calibrations, pins, proposals, decisions, versions },
          replannerConfig(variables, variables.functionPrefix ?? deployment.functionPrefix),
        );
      },
    },
    {
      provide: Calibrator,
      inject: [SERVICE_CONFIG, StagePorts, ModelRegistry, PlanBoard, CalibrationRegistry, Replanner],
      useFactory: (
        { calibrates }: PlannerVariables,
        ports: StagePorts,
        models: ModelRegistry,
        board: PlanBoard,
        calibrations: CalibrationRegistry,
        replanner: Replanner,
      ) => new Calibrator(ports, { models, board, calibrations, mayChange: () => calibrates && replanner.isOwnLeader }),
    },
    {
      provide: PromiseWatch,
      inject: [SERVICE_CONFIG, StagePorts, ModelRegistry, PlanBoard, Replanner],
      useFactory: (
        { prices }: PlannerVariables,
        { events }: StagePorts,
        models: ModelRegistry,
        board: PlanBoard,
        replanner: Replanner,
      ) => new PromiseWatch(events, { models, board, counts: () => replanner.isOwnLeader }, prices),
    },
    {
      provide: ExecutionWatch,
      inject: [StagePorts, ModelRegistry, PlanBoard, CalibrationRegistry, Replanner],
      useFactory: (
        { events }: StagePorts,
        models: ModelRegistry,
        board: PlanBoard,
        calibrations: CalibrationRegistry,
        replanner: Replanner,
      ) => new ExecutionWatch(events, { models, board, calibrations, counts: () => replanner.isOwnLeader }),
    },
    {
      provide: AttainmentWatch,
      inject: [StagePorts, AppRegistry, PlanBoard, Replanner],
      useFactory: ({ events }: StagePorts, apps: AppRegistry, board: PlanBoard, replanner: Replanner) =>
        new AttainmentWatch(events, { apps, board, counts: () => replanner.isOwnLeader }),
    },
  ],
})
export class PlannerModule implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly replanner: Replanner,
    private readonly ownership: Ownership,
    private readonly threads: PlanningThreadPool,
    readiness: Readiness,
  ) {
    readiness.add(() => replanner.notReadyReasons());
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
