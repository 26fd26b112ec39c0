import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { FunctionInvoker, FunctionPlatform } from '@harmonybatch/ports';
import { Deployment, SERVICE_CONFIG } from '@harmonybatch/service-kit';
import type { InvokerOptions, PlatformOptions } from './function-adapter';
import { adapterOf, type FunctionVariables } from './platforms';

export { deploymentVariables } from './deployment-variables';
export type { PlatformOptions } from './function-adapter';
export { functionVariables, type FunctionVariables } from './platforms';
export { writtenFunctions, type WrittenFormat } from './written-functions';

/** What is wrong with `functionVariables` beside each other. */
export const functionFaults = (config: FunctionVariables): readonly string[] => adapterOf(config).faults(config);

/** Functions for a service that reads `functionVariables`, whatever platform they run on. */
@Module({})
export class FunctionsModule {
  /** Gives `FunctionInvoker`; `optionsOf` takes what it needs from the service's configuration. */
  static invoker<C>(optionsOf: (config: C) => InvokerOptions): DynamicModule {
    return giving({
      provide: FunctionInvoker,
      inject: [SERVICE_CONFIG],
      useFactory: (config: FunctionVariables & C) => adapterOf(config).invoker(config, optionsOf(config)),
    });
  }

  /** Gives `FunctionPlatform`, in the same way. */
  static platform<C>(optionsOf: (config: C, deployment: Deployment) => PlatformOptions): DynamicModule {
    return giving({
      provide: FunctionPlatform,
      inject: [SERVICE_CONFIG, Deployment],
      useFactory: (config: FunctionVariables & C, deployment: Deployment) =>
        adapterOf(config).platform(config, optionsOf(config, deployment)),
    });
  }
}

const giving = (provider: FactoryProvider): DynamicModule => ({
  module: FunctionsModule,
  providers: [provider],
  exports: [provider.provide],
});

/** Both for a program that is no service: it has read `functionVariables` itself. */
export async function openFunctions(
  config: FunctionVariables,
  invocations: InvokerOptions,
  functions: PlatformOptions,
): Promise<{ readonly invoker: FunctionInvoker; readonly platform: FunctionPlatform }> {
  const adapter = adapterOf(config);
  const invoker = await adapter.invoker(config, invocations);
  return { invoker, platform: await adapter.platform(config, functions) };
}
