import { Controller, Delete, HttpCode, Post, Query, Req, UseGuards } from '@nestjs/common';
import { FunctionRegistry } from '../functions/function-registry';
import { apiPrefix, jsonBody, type ApiRequest } from './api-request';
import { SignatureGuard } from './signature.guard';

/** TagResources, UntagResources. */
@Controller(`${apiPrefix}/tags-v2`)
@UseGuards(SignatureGuard)
export class TagsController {
  constructor(private readonly functions: FunctionRegistry) {}

  @Post()
  @HttpCode(200)
  tag(@Req() request: ApiRequest): void {
    this.functions.tag(jsonBody(request));
  }

  @Delete()
  @HttpCode(200)
  untag(@Query() query: Record<string, unknown>): void {
    this.functions.untag(query);
  }
}
