import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './api-error';

/** Where the signed API lives; everything else is the emulator's own. */
export const apiPrefix = '/2023-03-30';

/** A request behind `collectRequest`: its body is there, and it has an id. */
export interface ApiRequest extends IncomingMessage {
  requestId: string;
  rawBody: Buffer;
  originalUrl: string;
}

export type ApiResponse = ServerResponse;

/** The JSON body of a control call. Throws InvalidArgument. */
export function jsonBody(request: ApiRequest): unknown {
  try {
    return JSON.parse(request.rawBody.toString('utf8'));
  } catch {
    throw new ApiError('InvalidArgument', 'the body is not JSON');
  }
}

/** The JSON body of a call of the emulator's own, which `collectRequest` leaves to be read. Throws InvalidArgument. */
export async function readJson(request: ApiRequest): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  request.rawBody = Buffer.concat(chunks);
  return jsonBody(request);
}

/** A single header, absent where it was not sent. */
export function header(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
