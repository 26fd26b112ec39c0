import { Controller, HttpCode, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { InvocationRunner, type Invocation } from '../execution/invocation-runner';
import { ApiError } from './api-error';
import { apiPrefix, header, type ApiRequest, type ApiResponse } from './api-request';
import { requireLatest } from './qualifier';
import { SignatureGuard } from './signature.guard';

/** InvokeFunction, synchronous. A function that failed is answered 200 with the header `x-fc-error-type`. */
@Controller(`${apiPrefix}/functions/:name/invocations`)
@UseGuards(SignatureGuard)
export class InvocationsController {
  constructor(private readonly runner: InvocationRunner) {}

  @Post()
  @HttpCode(200)
  async invoke(
    @Param('name') name: string,
    @Query('qualifier') qualifier: unknown,
    @Req() request: ApiRequest,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const type = header(request, 'x-fc-invocation-type') ?? 'Sync';
    if (type !== 'Sync') {
      throw new ApiError('InvalidArgument', `x-fc-invocation-type: ${type} is not emulated, only Sync`);
    }
    requireLatest(qualifier);
    const { requestId, rawBody: body } = request;
    send(response, await this.runner.invoke(name, { requestId, body }), header(request, 'x-fc-log-type') === 'Tail');
  }
}

/** Bytes of a log that an answer carries, the last ones. */
const logTailBytes = 4096;

function send(response: ApiResponse, invocation: Invocation, withLog: boolean): void {
  const { headers = {}, log } = invocation;
  for (const [name, value] of Object.entries({ 'content-type': 'application/json', ...headers })) {
    response.setHeader(name, value);
  }
  response.setHeader('x-fc-instance-id', invocation.instanceId);
  response.setHeader('x-fc-invocation-duration', invocation.durationMs);
  if (invocation.errorType !== undefined) response.setHeader('x-fc-error-type', invocation.errorType);
  if (withLog && log !== undefined) response.setHeader('x-fc-log-result', encodedTail(log));
  response.end(invocation.body);
}

const encodedTail = (lines: readonly string[]): string =>
  Buffer.from(lines.join('\n')).subarray(-logTailBytes).toString('base64');
