import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { topics, type InferenceCompleted } from '@harmonybatch/contracts';
import { freshIds, type RunningSystem } from './running-system';

/** A request as its producer traced it: the span that it was sent in, and what came back. */
export interface TracedRequest {
  readonly id: string;
  readonly traceId: string;
  readonly spanId: string;
  /** What it was sent with, W3C trace context. */
  readonly traceparent: string;
  /** Epoch ms: when it was sent. */
  readonly sentAtMs: number;
  /** Epoch ms: when its outcome was read. */
  readonly answeredAtMs: number;
  readonly outcome: InferenceCompleted;
}

/**
 * Sends requests `gapMs` apart, each with a trace context of its own in the header `traceparent` as an instrumented producer does,
 * and resolves with what became of them.
 * @param isSampled whether the producer recorded its own span, as the flags of the context say
 */
export async function sendTraced(
  system: RunningSystem,
  request: { readonly app: string; readonly inputs: unknown },
  { count, gapMs, isSampled }: { readonly count: number; readonly gapMs: number; readonly isSampled: boolean },
): Promise<TracedRequest[]> {
  const sent: Pick<TracedRequest, 'id' | 'traceId' | 'spanId' | 'traceparent' | 'sentAtMs'>[] = [];
  for (const id of freshIds(count)) {
    const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
    const traceparent = `00-${traceId}-${spanId}-0${isSampled ? 1 : 0}`;
    sent.push({ id, traceId, spanId, traceparent, sentAtMs: Date.now() });
    await system.producer.send({
      topic: system.topic(topics.inferenceRequested.name),
      messages: [{ key: id, value: JSON.stringify({ ...request, id }), headers: { traceparent } }],
    });
    await sleep(gapMs);
  }
  const read = await system.outcomes.first(sent.map(({ id }) => id));
  return sent.map((one, at) => ({ ...one, answeredAtMs: read[at]!.readAtMs, outcome: read[at]!.outcome }));
}

/** A line that a function wrote, a JSON object. */
export type FunctionLine = Readonly<Record<string, unknown>>;

/** The JSON lines of the containers of a function that runs as processes, as far as these still run. */
export async function functionLines({ emulator }: RunningSystem, functionName: string): Promise<FunctionLine[]> {
  const response = await fetch(`${emulator.url}/emulator/logs/${functionName}`);
  const { instances } = (await response.json()) as { instances: readonly { readonly lines: readonly string[] }[] };
  return instances.flatMap(({ lines }) =>
    lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as FunctionLine),
  );
}
