import type { Provider } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import type { KafkaOptions } from '@harmonybatch/messaging';
import { AppRegistry, ModelRegistry, PlanBoard, PlanDecisions, PlanProposals } from '@harmonybatch/pipeline';
import { Clock, StageEvents } from '@harmonybatch/ports';
import { KAFKA_CLIENT, KAFKA_SETTINGS, SERVICE_CONFIG } from '@harmonybatch/service-kit';
import { AppRows } from './apps/app-rows';
import type { ConsoleVariables } from './console-variables';
import { LastErrors } from './errors/last-errors';
import { RecentExecutions } from './functions/recent-executions';
import { History } from './history/history';
import { Recording } from './history/recording';
import { Ledger } from './money/ledger';
import { DeadLetterCount } from './overview/dead-letter-count';
import { OverviewView } from './overview/overview';
import { AloneCosts } from './plans/alone-costs';
import { KeptPlans } from './plans/kept-plans';
import { PlanIndex } from './plans/plan-index';
import { PlanKeeper } from './plans/plan-keeper';
import { PlanningReports } from './plans/planning-reports';
import { RecentPlans } from './plans/recent-plans';
import { WaitingPlans } from './plans/waiting-plans';
import { Reading } from './reading/reading';
import { ReadingSinks } from './reading-sinks';
import { Requests } from './requests/requests';
import { Traffic } from './traffic/traffic';

const msPerSecond = 1_000;

/** What the console knows, and what that is made from. */
export const stateProviders: Provider[] = [
  DeadLetterCount,
  LastErrors,
  ReadingSinks,
  PlanningReports,
  RecentPlans,
  {
    provide: History,
    inject: [SERVICE_CONFIG, Clock],
    useFactory: ({ dataDir, lookbackSeconds }: ConsoleVariables, clock: Clock) =>
      History.open(dataDir, clock.nowMs() - lookbackSeconds * msPerSecond),
  },
  {
    provide: PlanIndex,
    inject: [SERVICE_CONFIG],
    useFactory: ({ maxPlans }: ConsoleVariables) => new PlanIndex(maxPlans),
  },
  {
    provide: KeptPlans,
    inject: [PlanIndex, RecentPlans, History],
    useFactory: (index: PlanIndex, recent: RecentPlans, history: History) => new KeptPlans(index, recent, history),
  },
  {
    provide: WaitingPlans,
    inject: [PlanProposals, PlanDecisions],
    useFactory: (proposals: PlanProposals, decisions: PlanDecisions) => new WaitingPlans(proposals, decisions),
  },
  {
    provide: AloneCosts,
    inject: [ModelRegistry, PlanBoard],
    useFactory: (models: ModelRegistry, board: PlanBoard) => new AloneCosts(models, board),
  },
  {
    provide: Traffic,
    inject: [Clock, StageEvents, SERVICE_CONFIG],
    useFactory: (clock: Clock, events: StageEvents, { maxApps, lookbackSeconds }: ConsoleVariables) =>
      new Traffic(clock, events, { maxApps, beganMs: clock.nowMs() - lookbackSeconds * msPerSecond }),
  },
  {
    provide: Requests,
    inject: [SERVICE_CONFIG, RecentPlans, Traffic],
    useFactory: (config: ConsoleVariables, plans: RecentPlans, traffic: Traffic) =>
      new Requests(
        { maxRequests: config.maxKeptRequests, maxBytes: config.maxKeptRequestBytes },
        plans,
        (app, atMs, cause) => traffic.late(app, atMs, cause),
      ),
  },
  {
    provide: RecentExecutions,
    inject: [SERVICE_CONFIG],
    useFactory: ({ maxExecutions }: ConsoleVariables) => new RecentExecutions(maxExecutions),
  },
  {
    provide: Ledger,
    inject: [SERVICE_CONFIG, RecentPlans, AppRegistry, StageEvents],
    useFactory: ({ maxCellsPerHour }: ConsoleVariables, plans: RecentPlans, apps: AppRegistry, events: StageEvents) =>
      new Ledger(maxCellsPerHour, (app, epoch) => plans.get(epoch)?.model ?? apps.get(app)?.model ?? '', events),
  },
  {
    provide: Reading,
    inject: [KAFKA_CLIENT, KAFKA_SETTINGS, SERVICE_CONFIG, History, Clock, StageEvents, ReadingSinks],
    useFactory: readingOf,
  },
  {
    provide: Recording,
    inject: [History, Ledger, Reading],
    useFactory: (history: History, ledger: Ledger, reading: Reading) =>
      new Recording(history, ledger, () => reading.positions),
  },
  {
    provide: PlanKeeper,
    inject: [RecentPlans, PlanIndex, Recording, StageEvents],
    useFactory: (recent: RecentPlans, index: PlanIndex, recording: Recording, events: StageEvents) =>
      new PlanKeeper(recent, index, recording, events),
  },
  {
    provide: AppRows,
    inject: [AppRegistry, PlanBoard, Traffic, AloneCosts],
    useFactory: (apps: AppRegistry, board: PlanBoard, traffic: Traffic, alone: AloneCosts) =>
      new AppRows(apps, board, traffic, alone),
  },
  {
    provide: OverviewView,
    inject: [
      AppRows,
      Traffic,
      AppRegistry,
      ModelRegistry,
      PlanBoard,
      PlanIndex,
      WaitingPlans,
      PlanningReports,
      Reading,
      History,
      Clock,
      DeadLetterCount,
      AloneCosts,
    ],
    useFactory: (
      rows: AppRows,
      traffic: Traffic,
      apps: AppRegistry,
      models: ModelRegistry,
      board: PlanBoard,
      index: PlanIndex,
      waiting: WaitingPlans,
      reports: PlanningReports,
      reading: Reading,
      history: History,
      clock: Clock,
      letters: DeadLetterCount,
      alone: AloneCosts,
    ) =>
      new OverviewView({
        rows,
        traffic,
        apps,
        models,
        board,
        index,
        waiting,
        reports,
        reading,
        history,
        clock,
        alone,
        deadLetters: () => letters.count,
      }),
  },
];

function readingOf(
  kafka: Kafka,
  { topicPrefix }: KafkaOptions,
  { maxIdentities, lookbackSeconds }: ConsoleVariables,
  history: History,
  clock: Clock,
  events: StageEvents,
  sinks: ReadingSinks,
): Reading {
  const sinceMs = clock.nowMs() - lookbackSeconds * msPerSecond;
  return new Reading({ kafka, topicPrefix, stored: history.positions, sinceMs, maxIdentities, events }, sinks);
}
