import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FunctionInvocation, FunctionResult } from '@harmonybatch/contracts';

/**
 * A process that speaks as much of Function Compute's API as an invocation needs: every function answers at once, each
 * item with a short output. It checks no signature.
 */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { items } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as FunctionInvocation;
    const result: FunctionResult = { items: items.map(({ id }) => ({ id, outputs: { label: 'cat' } })) };
    response.setHeader('content-type', 'application/json');
    response.setHeader('x-fc-invocation-duration', '0');
    response.end(JSON.stringify(result));
  });
}

const server = createServer({ keepAliveTimeout: 60_000 }, answer);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
