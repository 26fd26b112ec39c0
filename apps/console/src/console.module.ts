import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  AppRegistry,
  CalibrationRegistry,
  ModelRegistry,
  PlanBoard,
  PlanDecisions,
  PlanPins,
  PlanProposals,
} from '@harmonybatch/pipeline';
import { SERVICE_CONFIG } from '@harmonybatch/service-kit';
import { AppsHandlers } from './apps/apps.handlers';
import { actionProviders } from './console-actions';
import { ConsolePort } from './console-port';
import { stateProviders } from './console-state';
import type { ConsoleVariables } from './console-variables';
import { ConsoleWatch } from './console-watch';
import { DeadLettersHandlers } from './dead-letters/dead-letters.handlers';
import { DecisionsHandlers } from './decisions/decisions.handlers';
import { KnownErrorsHandlers } from './errors/known-errors.handlers';
import { FunctionsHandlers } from './functions/functions.handlers';
import { MoneyHandlers } from './money/money.handlers';
import { DeadLetterController } from './overview/dead-letter.controller';
import { OverviewHandlers } from './overview/overview.handlers';
import { PlansHandlers } from './plans/plans.handlers';
import { RouteHandlers, type HandlerGroup } from './protocol/call';
import { EventStream } from './protocol/event-stream';
import { RequestsHandlers } from './requests/requests.handlers';
import { StateController } from './state.controller';
import { WhatIfHandlers } from './what-if/what-if.handlers';

/** Every class of handlers: each answers the calls that its `handlers` name. */
const handlerGroups = [
  OverviewHandlers,
  AppsHandlers,
  RequestsHandlers,
  KnownErrorsHandlers,
  MoneyHandlers,
  DeadLettersHandlers,
  DecisionsHandlers,
  WhatIfHandlers,
  PlansHandlers,
  FunctionsHandlers,
];

@Module({
  controllers: [StateController, DeadLetterController],
  providers: [
    AppRegistry,
    CalibrationRegistry,
    ModelRegistry,
    PlanBoard,
    PlanDecisions,
    PlanPins,
    PlanProposals,
    EventStream,
    ...stateProviders,
    ...actionProviders,
    ...handlerGroups,
    {
      provide: RouteHandlers,
      inject: handlerGroups,
      useFactory: (...groups: HandlerGroup[]) => RouteHandlers.of(groups),
    },
    ConsoleWatch,
    ConsolePort,
  ],
})
export class ConsoleModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ConsoleVariables,
    private readonly port: ConsolePort,
    private readonly watch: ConsoleWatch,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.watch.begin(this.config.retentionDays);
    await this.port.open();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.port.close();
    await this.watch.close();
  }
}
