import type { ContainerAnswer } from '@harmonybatch/container-processes';
import type { FunctionInput } from '../functions/function-input';
import { accountId, region } from '../functions/function-output';

/** What the platform sends along with each call to a container. */
export const requestHeaders = (settings: FunctionInput, requestId: string, path: string): Record<string, string> => ({
  'content-type': 'application/octet-stream',
  'x-fc-request-id': requestId,
  'x-fc-control-path': path,
  'x-fc-function-name': settings.functionName,
  'x-fc-function-handler': settings.handler,
  'x-fc-function-memory': `${settings.memorySize}`,
  'x-fc-function-timeout': `${settings.timeout}`,
  'x-fc-region': region,
  'x-fc-account-id': accountId,
  'x-fc-qualifier': 'LATEST',
});

/** Headers of a container's answer that a caller gets: the platform writes the others itself. */
const passedOn = ['content-type', 'content-encoding', 'content-language', 'cache-control', 'etag', 'last-modified'];

export function passedOnHeaders(headers: ContainerAnswer['headers']): Record<string, string> {
  const custom = Object.keys(headers).filter((name) => name.startsWith('x-') && !name.startsWith('x-fc-'));
  return Object.fromEntries(
    [...passedOn, ...custom].flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, `${value}`]];
    }),
  );
}
