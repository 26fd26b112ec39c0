import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ApiController } from './api.controller';
import { FaultFilter } from './fault.filter';

/** What the port of the console answers; the service gives it what it works with. */
@Module({})
export class ProtocolModule {
  static with(providers: readonly Provider[]): DynamicModule {
    return {
      module: ProtocolModule,
      controllers: [ApiController],
      providers: [...providers, { provide: APP_FILTER, useClass: FaultFilter }],
    };
  }
}
