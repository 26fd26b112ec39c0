import { randomUUID } from 'node:crypto';
import { ApiError } from './api-error';
import { apiPrefix, type ApiRequest, type ApiResponse } from './api-request';

/** Largest body of an invocation, bytes. */
export const maxBodyBytes = 32 * 1024 * 1024;
const maxPathBytes = 4096;
const maxHeaderBytes = 8192;

/** A body beyond its limit is read on and thrown away up to here, so that its sender gets to read the refusal. */
const maxDiscardedBytes = 2 * maxBodyBytes;

/** Middleware: gives each request an id and, for the API, its whole body; checks the limits on path, headers, and body. */
export function collectRequest(request: ApiRequest, response: ApiResponse, next: (error?: unknown) => void): void {
  request.requestId = `1-${randomUUID()}`;
  request.rawBody = Buffer.alloc(0);
  response.setHeader('x-fc-request-id', request.requestId);
  if (!request.originalUrl.startsWith(`${apiPrefix}/`)) return next();
  collectBody(request, response, (body) => {
    if (body === undefined) return next(new ApiError('EntityTooLarge', tooLarge));
    request.rawBody = body;
    next(headFault(request));
  });
}

const tooLarge = `payload size exceeds maximum allowed size (${maxBodyBytes} bytes)`;

function collectBody(request: ApiRequest, response: ApiResponse, done: (body: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
    else chunks.length = 0;
    if (bytes > maxDiscardedBytes) response.destroy();
  });
  request.on('end', () => done(bytes <= maxBodyBytes ? Buffer.concat(chunks, bytes) : undefined));
}

function headFault(request: ApiRequest): ApiError | undefined {
  if (request.originalUrl.length > maxPathBytes) {
    return new ApiError('InvalidArgument', `the path is longer than ${maxPathBytes} bytes`);
  }
  const headerBytes = request.rawHeaders.reduce((sum, text) => sum + text.length, 0);
  if (headerBytes <= maxHeaderBytes) return undefined;
  return new ApiError(
    'InvalidArgument',
    `the headers take ${headerBytes} bytes, at most ${maxHeaderBytes} are allowed`,
  );
}
