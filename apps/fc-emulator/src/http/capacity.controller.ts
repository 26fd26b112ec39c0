import { Controller, Delete, Get, HttpCode, Param, Put, Query, Req, UseGuards } from '@nestjs/common';
import { functionArn } from '../functions/function-output';
import { FunctionRegistry } from '../functions/function-registry';
import { readReservedConcurrency, readScaling } from '../functions/scaling-input';
import type { Deployment } from '../instances/deployment';
import type { Instance } from '../instances/instance';
import { apiPrefix, jsonBody, type ApiRequest } from './api-request';
import { requireLatest } from './qualifier';
import { SignatureGuard } from './signature.guard';

/** Scaling configuration (minimal instances), concurrency configuration, and ListInstances. */
@Controller(`${apiPrefix}/functions/:name`)
@UseGuards(SignatureGuard)
export class CapacityController {
  constructor(private readonly functions: FunctionRegistry) {}

  @Put('scaling-config')
  putScaling(@Param('name') name: string, @Query('qualifier') qualifier: unknown, @Req() request: ApiRequest): object {
    requireLatest(qualifier);
    const deployment = this.functions.get(name);
    deployment.scale(readScaling(jsonBody(request)));
    return scalingStatus(deployment);
  }

  @Get('scaling-config')
  getScaling(@Param('name') name: string, @Query('qualifier') qualifier: unknown): object {
    requireLatest(qualifier);
    return scalingStatus(this.functions.get(name));
  }

  @Delete('scaling-config')
  @HttpCode(204)
  deleteScaling(@Param('name') name: string, @Query('qualifier') qualifier: unknown): void {
    requireLatest(qualifier);
    this.functions.get(name).stopScaling();
  }

  @Put('concurrency')
  putConcurrency(@Param('name') name: string, @Req() request: ApiRequest): object {
    const deployment = this.functions.get(name);
    deployment.reservedConcurrency = readReservedConcurrency(jsonBody(request));
    return concurrencyConfig(deployment);
  }

  @Get('concurrency')
  getConcurrency(@Param('name') name: string): object {
    return concurrencyConfig(this.functions.get(name));
  }

  @Delete('concurrency')
  @HttpCode(204)
  deleteConcurrency(@Param('name') name: string): void {
    this.functions.get(name).reservedConcurrency = undefined;
  }

  @Get('instances')
  listInstances(@Param('name') name: string, @Req() request: ApiRequest): object {
    const instances = this.functions.get(name).pool.all().map(instanceInfo);
    return { instances, requestId: request.requestId };
  }
}

const scalingStatus = ({ record, scaling, currentInstances, currentError }: Deployment): object => ({
  functionArn: functionArn(record.settings.functionName),
  ...scaling,
  targetInstances: scaling.minInstances,
  currentInstances,
  currentError,
});

const concurrencyConfig = ({ record, reservedConcurrency }: Deployment): object => ({
  functionArn: functionArn(record.settings.functionName),
  reservedConcurrency,
});

const instanceInfo = ({ id, state, createdAtEpochMs }: Instance): object => ({
  instanceId: id,
  qualifier: 'LATEST',
  versionId: '0',
  status: state === 'ready' ? 'Running' : 'Starting',
  createdTimeMs: createdAtEpochMs,
});
