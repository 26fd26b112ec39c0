import type { BatchExecuted, BatchReady, InferenceCompleted } from '@harmonybatch/contracts';
import { Kafka, logLevel, type Consumer } from 'kafkajs';
import type { Hops } from '@harmonybatch/simulation';

export interface LiveSystem {
  /** Comma-separated. */
  readonly kafkaBrokers: string;
  readonly topicPrefix?: string;
}

type Answer = InferenceCompleted & { readonly readAtMs: number };

/** What the topics tell of a run: batches as they became ready and as they ran, answers as a client read them. */
export class Observer {
  private readonly ready = new Map<string, BatchReady>();
  private readonly executed: BatchExecuted[] = [];
  private readonly answers: Answer[] = [];

  private constructor(
    private readonly consumer: Consumer,
    private readonly topicPrefix: string,
  ) {}

  /** Reads from when it is open. */
  static async open({ kafkaBrokers, topicPrefix = '' }: LiveSystem): Promise<Observer> {
    const kafka = new Kafka({ clientId: 'bench', brokers: kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
    const consumer = kafka.consumer({ groupId: `simulated-vs-live-${process.pid}`, maxWaitTimeInMs: 20 });
    const observer = new Observer(consumer, topicPrefix);
    await observer.start();
    return observer;
  }

  async close(): Promise<void> {
    await this.consumer.disconnect();
  }

  /** Delays of the way beside waiting and running, as the simulator takes them. */
  hops(): Hops {
    const full = [...this.ready.values()].filter(({ reason }) => reason === 'size');
    const accept = full.map(
      ({ readyAtMs, requests }) => readyAtMs - Math.max(...requests.map((one) => one.arrivedAtMs)),
    );
    const emit = this.executed.flatMap(({ batchId, startedAtMs, latencyMs, platformDurationMs }) => {
      const batch = this.ready.get(batchId);
      return batch === undefined || platformDurationMs === undefined
        ? []
        : [startedAtMs - batch.readyAtMs + latencyMs - platformDurationMs];
    });
    const answer = this.answers.map(({ readAtMs, timing }) => readAtMs - timing.completedAtMs);
    return { acceptMs: spread(accept), emitMs: spread(emit), answerMs: spread(answer) };
  }

  /** From the broker's append of a request to when its answer was read, ms. */
  latenciesMs(): number[] {
    return this.answers.map(({ readAtMs, timing }) => readAtMs - timing.arrivedAtMs);
  }

  private async start(): Promise<void> {
    const takers: Readonly<Record<string, (text: string) => void>> = {
      'batch.ready': (text) => this.takeReady(JSON.parse(text) as BatchReady),
      'batch.executed': (text) => void this.executed.push(JSON.parse(text) as BatchExecuted),
      'inference.completed': (text) =>
        void this.answers.push({ ...(JSON.parse(text) as InferenceCompleted), readAtMs: Date.now() }),
    };
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: Object.keys(takers).map((name) => this.topicPrefix + name) });
    const joined = new Promise<void>((resolve) => {
      this.consumer.on(this.consumer.events.GROUP_JOIN, () => resolve());
    });
    await this.consumer.run({
      eachMessage: async ({ topic, message }) => takers[topic.slice(this.topicPrefix.length)]?.(String(message.value)),
    });
    await joined;
  }

  private takeReady(batch: BatchReady): void {
    this.ready.set(batch.batchId, batch);
  }
}

/** Mean and standard deviation of delays, ms; the largest hundredth is left out: stalls are no property of a hop. */
function spread(delaysMs: readonly number[]): { readonly meanMs: number; readonly sdMs: number } {
  const kept = [...delaysMs].sort((one, other) => one - other).slice(0, Math.ceil(delaysMs.length * 0.99));
  const meanMs = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  const sdMs = Math.sqrt(kept.reduce((sum, value) => sum + (value - meanMs) ** 2, 0) / kept.length);
  return { meanMs: Math.max(0, meanMs), sdMs };
}
