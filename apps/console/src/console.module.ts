import { Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AppRegistry, CalibrationRegistry, ModelRegistry, PlanBoard } from '@harmonybatch/pipeline';
import { ConsolePort } from './console-port';
import { KnownErrorsHandlers } from './errors/known-errors.handlers';
import { RouteHandlers, type HandlerGroup } from './protocol/call';
import { EventStream } from './protocol/event-stream';
import { StateController } from './state.controller';

/** Every class of handlers: each answers the calls that its `handlers` name. */
const handlerGroups = [KnownErrorsHandlers];

@Module({
  controllers: [StateController],
  providers: [
    AppRegistry,
    CalibrationRegistry,
    ModelRegistry,
    PlanBoard,
    EventStream,
    ...handlerGroups,
    {
      provide: RouteHandlers,
      inject: handlerGroups,
      useFactory: (...groups: HandlerGroup[]) => RouteHandlers.of(groups),
    },
    ConsolePort,
  ],
})
export class ConsoleModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly port: ConsolePort) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.port.open();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.port.close();
  }
}
