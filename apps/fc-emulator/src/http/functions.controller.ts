import { Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req, UseGuards } from '@nestjs/common';
import { functionOutput } from '../functions/function-output';
import { FunctionRegistry } from '../functions/function-registry';
import { ApiError } from './api-error';
import { apiPrefix, jsonBody, type ApiRequest } from './api-request';
import { requireLatest } from './qualifier';
import { SignatureGuard } from './signature.guard';

const defaultPageSize = 20;
const maxPageSize = 100;

/** CreateFunction, GetFunction, ListFunctions, UpdateFunction, DeleteFunction. */
@Controller(`${apiPrefix}/functions`)
@UseGuards(SignatureGuard)
export class FunctionsController {
  constructor(private readonly functions: FunctionRegistry) {}

  @Post()
  @HttpCode(200)
  create(@Req() request: ApiRequest): object {
    return functionOutput(this.functions.create(jsonBody(request)).record);
  }

  @Get()
  list(@Query() query: Record<string, unknown>): object {
    const page = this.functions.list(text(query['prefix']), pageSize(query['limit']), text(query['nextToken']));
    return { functions: page.functions.map(({ record }) => functionOutput(record)), nextToken: page.nextToken };
  }

  @Get(':name')
  get(@Param('name') name: string, @Query('qualifier') qualifier: unknown): object {
    const { record } = this.functions.get(name);
    requireLatest(qualifier);
    return functionOutput(record);
  }

  @Put(':name')
  update(@Param('name') name: string, @Req() request: ApiRequest): object {
    return functionOutput(this.functions.update(name, jsonBody(request)).record);
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
