import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { ApiError } from './api-error';
import type { ApiRequest, ApiResponse } from './api-request';
import { operationOf } from './operations';

/** Answers every error as `{RequestId, Code, Message}`: the SDK can read nothing else, not even an empty body. */
@Catch()
export class ErrorEnvelopeFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<ApiRequest>();
    const response = http.getResponse<ApiResponse>();
    if (response.headersSent) return;
    const { code, status, message } = this.toApiError(error, request);
    const body = JSON.stringify({ RequestId: request.requestId, Code: code, Message: message });
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  }

  private toApiError(error: unknown, request: ApiRequest): ApiError {
    if (error instanceof ApiError) return error;
    if (error instanceof HttpException && error.getStatus() === 404) {
      const operation = operationOf(request.method ?? '', request.originalUrl);
      if (operation !== undefined) return new ApiError('NotEmulated', `${operation.action} is not emulated`);
      return new ApiError('PathNotSupported', `the path '${request.method} ${request.originalUrl}' is not supported`);
    }
    if (error instanceof HttpException && error.getStatus() < 500)
      return new ApiError('InvalidArgument', error.message);
    const stack = error instanceof Error ? error.stack : String(error);
    process.stderr.write(
      `${JSON.stringify({ level: 'error', msg: 'request failed', requestId: request.requestId, stack })}\n`,
    );
    return new ApiError('InternalServerError', 'an internal error has occurred; the emulator has logged it');
  }
}
