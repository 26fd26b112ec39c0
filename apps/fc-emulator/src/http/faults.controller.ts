import { Controller, HttpCode, Param, Put, Req } from '@nestjs/common';
import { readAccountFaults, readFunctionFaults } from '../functions/fault-input';
import { Account } from '../functions/account';
import { FunctionRegistry } from '../functions/function-registry';
import { InstanceQuota } from '../instances/instance-quota';
import { ApiError } from './api-error';
import { readJson, type ApiRequest } from './api-request';

/**
 * Faults on demand, for tests: what no real platform would let anybody do. Unsigned, so from this machine alone.
 */
@Controller('emulator')
export class FaultsController {
  constructor(
    private readonly functions: FunctionRegistry,
    private readonly account: Account,
    private readonly quota: InstanceQuota,
  ) {}

  /** A function is slower, in another state, or lost. */
  @Put('functions/:name')
  @HttpCode(204)
  async breakFunction(@Param('name') name: string, @Req() request: ApiRequest): Promise<void> {
    requireLoopback(request);
    const { slowdown, state, reason, invocationDisabled, lost } = readFunctionFaults(await readJson(request));
    const deployment = this.functions.get(name);
    if (lost === true) return this.functions.lose(name);
    if (slowdown !== undefined) deployment.slowdown = slowdown;
    if (state !== undefined) deployment.condition.become(state, reason);
    if (invocationDisabled === true) deployment.condition.forbid(reason);
    else if (invocationDisabled === false) deployment.condition.allow();
  }

  /** The account has another quota, another token, or lacks images. */
  @Put('account')
  @HttpCode(204)
  async changeAccount(@Req() request: ApiRequest): Promise<void> {
    requireLoopback(request);
    const { maxInstances, acceptedToken, missingImages } = readAccountFaults(await readJson(request));
    if (maxInstances !== undefined) this.quota.maxInstances = maxInstances;
    if (acceptedToken !== undefined) this.account.acceptedToken = acceptedToken ?? undefined;
    if (missingImages === undefined) return;
    this.account.loseImages(missingImages);
    for (const { condition, record } of this.functions.all()) {
      const { image } = record.settings.customContainerConfig;
      if (this.account.lacks(image)) condition.become('Failed', `image not found: ${image}`);
    }
  }
}

function requireLoopback({ socket }: ApiRequest): void {
  const address = socket.remoteAddress ?? '';
  if (!/^(127\.|::1$|::ffff:127\.)/.test(address))
    throw new ApiError('AccessDenied', 'faults are set from this machine alone');
}
