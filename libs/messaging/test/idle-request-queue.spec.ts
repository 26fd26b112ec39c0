import { createRequire } from 'node:module';
import { quietIdleRequestQueues } from '../src/kafkajs/idle-request-queue';

interface Queue {
  pending: unknown[];
  inflight: Map<number, unknown>;
  push(request: { entry: object; expectResponse: boolean; sendRequest: () => void }): void;
  fulfillRequest(response: { correlationId: number; payload: null; size: number }): void;
}
type QueueClass = new (options: object) => Queue;

const quiet = { debug: () => undefined, warn: () => undefined };
const newQueue = (maxInFlightRequests: number | null): Queue => {
  const RequestQueue = createRequire(__filename)('kafkajs/src/network/requestQueue') as QueueClass;
  return new RequestQueue({
    maxInFlightRequests,
    requestTimeout: 1000,
    clientId: 'test',
    broker: 'test',
    logger: quiet,
  });
};

describe("kafkajs's request queues", () => {
  beforeAll(() => quietIdleRequestQueues());
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const sent: number[] = [];
  const push = (queue: Queue, correlationId: number): void =>
    queue.push({
      entry: { correlationId, resolve: () => undefined, reject: () => undefined },
      expectResponse: true,
      sendRequest: () => sent.push(correlationId),
    });

  it('set no timer while nothing is pending', () => {
    const queue = newQueue(null);
    push(queue, 1);
    queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('still send what had to wait', () => {
    const queue = newQueue(1);
    push(queue, 2);
    push(queue, 3);
    expect(sent).not.toContain(3);
    queue.inflight.clear(); // as a request that timed out leaves it
    jest.advanceTimersByTime(100);
    expect(sent).toContain(3);
    queue.fulfillRequest({ correlationId: 3, payload: null, size: 0 });
    jest.advanceTimersByTime(100);
    expect(jest.getTimerCount()).toBe(0);
  });
});
