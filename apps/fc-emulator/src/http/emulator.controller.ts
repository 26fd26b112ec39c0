import { Controller, Get } from '@nestjs/common';
import { Bill, type BillStatement } from '../billing/bill';
import { InvocationRunner } from '../execution/invocation-runner';
import { FunctionRegistry } from '../functions/function-registry';
import type { Deployment } from '../instances/deployment';

/** What Function Compute does not have: health, the bill, and a look inside. Unsigned, so for the loopback interface. */
@Controller()
export class EmulatorController {
  constructor(
    private readonly functions: FunctionRegistry,
    private readonly bill: Bill,
    private readonly runner: InvocationRunner,
  ) {}

  @Get('health')
  health(): object {
    return { status: 'ok', functions: this.functions.all().length, inFlight: this.runner.inFlight };
  }

  @Get('emulator/bill')
  statement(): BillStatement {
    this.functions.countIdle();
    return this.bill.statement();
  }

  @Get('emulator/state')
  state(): object {
    return { inFlight: this.runner.inFlight, functions: this.functions.all().map(deploymentState) };
  }
}

const deploymentState = ({ record, scaling, reservedConcurrency, currentInstances, pool }: Deployment): object => ({
  name: record.settings.functionName,
  ...record.shape,
  ...scaling,
  currentInstances,
  reservedConcurrency,
  instances: pool.all().map(({ id, state, inFlight }) => ({ id, state, inFlight })),
});
