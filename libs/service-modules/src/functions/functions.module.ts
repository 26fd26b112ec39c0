import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { FunctionInvoker, FunctionPlatform } from '@harmonybatch/ports';
import { Deployment, SERVICE_CONFIG, type ConfigOf } from '@harmonybatch/service-kit';
import type { InvokerOptions, PlatformOptions } from './function-adapter';
// The platform that functions run on: another one is another adapter here.
import { functionCompute as adapter } from './function-compute';

export const functionVariables = adapter.variables;
export type FunctionVariables = ConfigOf<typeof functionVariables>;

/** What is wrong with `functionVariables` beside each other. */
export const functionFaults = (config: FunctionVariables): readonly string[] => adapter.faults(config);

/** Functions for a service that reads `functionVariables`, whatever platform they run on. */
@Module({})
export class FunctionsModule {
  /** Gives `FunctionInvoker`; `optionsOf` takes what it needs from the service's configuration. */
  static invoker<C>(optionsOf: (config: C) => InvokerOptions): DynamicModule {
    return giving({
      provide: FunctionInvoker,
      inject: [SERVICE_CONFIG],
      useFactory: (config: FunctionVariables & C) => adapter.invoker(config, optionsOf(config)),
    });
  }

  /** Gives `FunctionPlatform`, in the same way. */
  static platform<C>(optionsOf: (config: C, deployment: Deployment) => PlatformOptions): DynamicModule {
    return giving({
      provide: FunctionPlatform,
      inject: [SERVICE_CONFIG, Deployment],
      useFactory: (config: FunctionVariables & C, deployment: Deployment) =>
        adapter.platform(config, optionsOf(config, deployment)),
    });
  }
}

const giving = (provider: FactoryProvider): DynamicModule => ({
  module: FunctionsModule,
  providers: [provider],
  exports: [provider.provide],
});
