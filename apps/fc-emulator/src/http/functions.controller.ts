import { Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req, UseGuards } from '@nestjs/common';
import { functionOutput } from '../functions/function-output';
import { FunctionRegistry } from '../functions/function-registry';
import { readTagFilter } from '../functions/tag-input';
import { ApiError } from './api-error';
import { apiPrefix, jsonBody, type ApiRequest } from './api-request';
import { requireLatest } from './qualifier';
import { SignatureGuard } from './signature.guard';

const defaultPageSize = 20;
const maxPageSize = 100;

/** CreateFunction, GetFunction, ListFunctions, UpdateFunction, DeleteFunction, Disable- and EnableFunctionInvocation. */
@Controller(`${apiPrefix}/functions`)
@UseGuards(SignatureGuard)
export class FunctionsController {
  constructor(private readonly functions: FunctionRegistry) {}

  @Post()
  @HttpCode(200)
  create(@Req() request: ApiRequest): object {
    return functionOutput(this.functions.create(jsonBody(request)));
  }

  @Get()
  list(@Query() query: Record<string, unknown>): object {
    const filter = {
      prefix: text(query['prefix']),
      runtime: text(query['runtime']),
      gpuType: text(query['gpuType']),
      tags: readTagFilter(text(query['tags'])),
    };
    const page = this.functions.list(filter, pageSize(query['limit']), text(query['nextToken']));
    return { functions: page.functions.map(functionOutput), nextToken: page.nextToken };
  }

  @Get(':name')
  get(@Param('name') name: string, @Query('qualifier') qualifier: unknown): object {
    const deployment = this.functions.get(name);
    requireLatest(qualifier);
    return functionOutput(deployment);
  }

  @Put(':name')
  update(@Param('name') name: string, @Req() request: ApiRequest): object {
    return functionOutput(this.functions.update(name, jsonBody(request)));
  }

  @Post(':name/invoke/disable')
  @HttpCode(200)
  disable(@Param('name') name: string, @Req() request: ApiRequest): object {
    const { reason } = request.rawBody.length === 0 ? {} : (jsonBody(request) as { reason?: unknown });
    const { condition } = this.functions.get(name);
    condition.forbid(typeof reason === 'string' ? reason : undefined);
    return { functionName: name, ...condition.invocationRestriction };
  }

  @Post(':name/invoke/enable')
  @HttpCode(200)
  enable(@Param('name') name: string): object {
    this.functions.get(name).condition.allow();
    return { functionName: name, disable: false };
  }

  @Delete(':name')
  @HttpCode(204)
  delete(@Param('name') name: string): void {
    this.functions.delete(name);
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function pageSize(limit: unknown): number {
  if (limit === undefined) return defaultPageSize;
  const size = Number(limit);
  if (Number.isInteger(size) && size >= 1 && size <= maxPageSize) return size;
  throw new ApiError('InvalidArgument', `limit: must be an integer from 1 to ${maxPageSize}`);
}
