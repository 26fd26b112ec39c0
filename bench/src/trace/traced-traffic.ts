import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Producer } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import { spanAttributes } from '@harmonybatch/telemetry';
import type { ReceivedSpan } from '@harmonybatch/local-backends';

export interface Traffic {
  /** Apps and how often each sends, 1/s. */
  readonly ratesHz: Readonly<Record<string, number>>;
  readonly durationMs: number;
}

const topic = topics.inferenceRequested.name;
const traceIdBytes = 16;
const spanIdBytes = 8;
const msPerSecond = 1_000;

/** Sends requests as a producer does that traces them: each with the `traceparent` of the span in which it was sent. */
export async function sendTraced(producer: Producer, prefix: string, traffic: Traffic): Promise<ReceivedSpan[]> {
  const { ratesHz, durationMs } = traffic;
  const sent = await Promise.all(
    Object.entries(ratesHz).map(async ([app, rateHz]) => {
      const gapMs = msPerSecond / rateHz;
      const sends: Promise<ReceivedSpan>[] = [];
      for (let atMs = 0; atMs < durationMs; atMs += gapMs) {
        sends.push(sendOne(producer, prefix, app));
        await sleep(gapMs);
      }
      return Promise.all(sends);
    }),
  );
  return sent.flat();
}

async function sendOne(producer: Producer, prefix: string, app: string): Promise<ReceivedSpan> {
  const [traceId, spanId] = [randomBytes(traceIdBytes).toString('hex'), randomBytes(spanIdBytes).toString('hex')];
  const id = `traced-${spanId}`;
  const startMs = nowMs();
  const headers = { traceparent: `00-${traceId}-${spanId}-01` };
  const value = JSON.stringify({ app, id, inputs: { of: id } });
  await producer.send({ topic: `${prefix}${topic}`, messages: [{ key: id, value, headers }] });
  const attributes = { [spanAttributes.requestId]: id, [spanAttributes.app]: app };
  const name = `send ${topic}`;
  return {
    service: 'producer',
    traceId,
    spanId,
    parentSpanId: '',
    name,
    startMs,
    endMs: nowMs(),
    attributes,
    links: [],
  };
}

const nowMs = (): number => performance.timeOrigin + performance.now();
