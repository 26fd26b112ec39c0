import { Controller, Get, Param } from '@nestjs/common';
import { Bill, type BillStatement } from '../billing/bill';
import { ProcessLimits } from '../containers/process-limits';
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
    private readonly limits: ProcessLimits,
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
    return {
      inFlight: this.runner.inFlight,
      processLimits: this.limits.cpu === undefined ? undefined : this.limits,
      functions: this.functions.all().map(deploymentState),
    };
  }

  /** The last lines that the containers of a function wrote, as far as they still run. */
  @Get('emulator/logs/:name')
  logs(@Param('name') name: string): object {
    const instances = this.functions.get(name).pool.all();
    return { instances: instances.map(({ id, container }) => ({ id, lines: container.log() })) };
  }
}

const deploymentState = (deployment: Deployment): object => {
  const { record, scaling, reservedConcurrency, currentInstances, currentError, pool, condition, slowdown } =
    deployment;
  return {
    name: record.settings.functionName,
    runs: record.container.kind,
    state: condition.state,
    slowdown,
    ...record.shape,
    ...scaling,
    currentInstances,
    currentError,
    reservedConcurrency,
    instances: pool.all().map(({ id, state, inFlight }) => ({ id, state, inFlight })),
  };
};
