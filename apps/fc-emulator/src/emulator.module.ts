import { Module, type DynamicModule } from '@nestjs/common';
import { Bill } from './billing/bill';
import { ProcessLimits } from './containers/process-limits';
import type { Emulator } from './emulator';
import { InvocationRunner } from './execution/invocation-runner';
import { FunctionRegistry } from './functions/function-registry';
import type { Credentials } from './http/acs3-signature';
import { CapacityController } from './http/capacity.controller';
import { EmulatorController } from './http/emulator.controller';
import { FunctionsController } from './http/functions.controller';
import { InvocationsController } from './http/invocations.controller';
import { AccessKey } from './http/signature.guard';
import { Timers } from './time/timers';

/** The HTTP side over an emulator that is already built. */
@Module({})
export class EmulatorModule {
  static over(emulator: Emulator, credentials: Credentials, timers: Timers): DynamicModule {
    return {
      module: EmulatorModule,
      controllers: [InvocationsController, CapacityController, FunctionsController, EmulatorController],
      providers: [
        { provide: FunctionRegistry, useValue: emulator.functions },
        { provide: InvocationRunner, useValue: emulator.runner },
        { provide: Bill, useValue: emulator.bill },
        { provide: ProcessLimits, useValue: emulator.limits },
        { provide: AccessKey, useValue: credentials },
        { provide: Timers, useValue: timers },
      ],
    };
  }
}
