import { Module, type DynamicModule, type MiddlewareConsumer, type NestModule, type Provider } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { CountAnswers } from './count-answers';
import { ErrorReplyFilter } from './error-reply.filter';
import { InferController } from './infer.controller';
import { ModelController } from './model.controller';
import { RequestController } from './request.controller';
import { ServerController } from './server.controller';
import { StartGuard } from './start.guard';

/** What the port of the protocol answers; the service gives it what it works with. */
@Module({})
export class ProtocolModule implements NestModule {
  static with(providers: readonly Provider[]): DynamicModule {
    return {
      module: ProtocolModule,
      controllers: [ServerController, ModelController, InferController, RequestController],
      providers: [...providers, StartGuard, { provide: APP_FILTER, useClass: ErrorReplyFilter }],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(CountAnswers).forRoutes('{*path}');
  }
}
