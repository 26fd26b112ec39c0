import { Module, type DynamicModule } from '@nestjs/common';
import { Bill } from './billing/bill';
import type { EmulatorConfig } from './config/emulator-config';
import { ProcessLimits } from './containers/process-limits';
import type { Emulator } from './emulator';
import { InvocationRunner } from './execution/invocation-runner';
import { Account } from './functions/account';
import { FunctionRegistry } from './functions/function-registry';
import { CapacityController } from './http/capacity.controller';
import { ControlThrottle } from './http/control-throttle';
import { EmulatorController } from './http/emulator.controller';
import { FaultsController } from './http/faults.controller';
import { FunctionsController } from './http/functions.controller';
import { InvocationsController } from './http/invocations.controller';
import { AccessKey } from './http/signature.guard';
import { UsedNonces } from './http/used-nonces';
import { TagsController } from './http/tags.controller';
import { InstanceQuota } from './instances/instance-quota';
import { Timers } from './time/timers';

/** The HTTP side over an emulator that is already built. */
@Module({})
export class EmulatorModule {
  static over(emulator: Emulator, { credentials, controlRateHz }: EmulatorConfig, timers: Timers): DynamicModule {
    return {
      module: EmulatorModule,
      controllers: [
        InvocationsController,
        CapacityController,
        FunctionsController,
        TagsController,
        EmulatorController,
        FaultsController,
      ],
      providers: [
        { provide: FunctionRegistry, useValue: emulator.functions },
        { provide: InvocationRunner, useValue: emulator.runner },
        { provide: Bill, useValue: emulator.bill },
        { provide: ProcessLimits, useValue: emulator.limits },
        { provide: AccessKey, useValue: credentials },
        { provide: Timers, useValue: timers },
        { provide: Account, useValue: emulator.account },
        { provide: InstanceQuota, useValue: emulator.quota },
        { provide: UsedNonces, useValue: new UsedNonces() },
        { provide: ControlThrottle, useValue: new ControlThrottle(controlRateHz, timers) },
      ],
    };
  }
}
