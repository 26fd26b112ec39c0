import { OutcomeWindow } from './outcome-window';
import { ReadPositionLostError, type FetchedPartition, type ReadableTopic } from './readable-topic';

export interface OutcomeReaderOptions {
  /** Longest time that one question may take, ms. */
  readonly timeoutMs?: number;
  /** How long what was read is kept after the last question, ms. */
  readonly idleMs?: number;
  /** Most outcomes that are looked through: a question that goes further back is refused. */
  readonly maxOutcomes?: number;
  /** Reading begins this much before what was asked for: going back later would mean to read all of it again, ms. */
  readonly leadMs: number;
}

const defaultTimeoutMs = 2_000;
const defaultIdleMs = 30_000;
const defaultMaxOutcomes = 500_000;
/** Longest time to read to an end, ms; a caller does not wait that long, but finds more read when it asks again. */
const maxReadingMs = 10_000;

/** Waits until all that was written before it was asked has been read. */
interface Lookup {
  /** The partitions' ends, from the first fetch that was sent after it; null before that. */
  ends: ReadonlyMap<number, number> | null;
  readonly untilMs: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Reads `inference.completed` back for questions, all that are open at a time in one go. Nobody asks while all is well, so
 * it reads nothing then. What was read is kept for a while, for where one batch has to ask others do too.
 */
export class OutcomeReader {
  private readonly maxOutcomes: number;
  private readonly window: OutcomeWindow;
  private readonly lookups = new Set<Lookup>();
  private reading = false;
  private covering: Promise<void> = Promise.resolve();
  private idleTimer: NodeJS.Timeout | null = null;

  constructor(
    private readonly topic: ReadableTopic,
    private readonly options: OutcomeReaderOptions,
  ) {
    this.maxOutcomes = options.maxOutcomes ?? defaultMaxOutcomes;
    this.window = new OutcomeWindow(this.maxOutcomes);
  }

  close(): void {
    if (this.idleTimer) clearTimeout(this.idleTimer);
    this.fail([...this.lookups], new Error('the outcome log was closed'));
    this.window.clear();
  }

  /**
   * Which of `identities` have an outcome that was appended between `sinceMs` (epoch ms) and this call.
   * Rejects where that cannot be told in time: cut off, too much to look through.
   */
  answered(identities: readonly string[], sinceMs: number): Promise<ReadonlySet<string>> {
    const { timeoutMs = defaultTimeoutMs } = this.options;
    return withTimeout(timeoutMs, this.answer(identities, Math.max(0, Math.floor(sinceMs))));
  }

  private async answer(identities: readonly string[], sinceMs: number): Promise<ReadonlySet<string>> {
    this.restartIdleTimer();
    this.covering = this.covering.catch(() => undefined).then(() => this.cover(sinceMs));
    await this.covering;
    await this.readToEnd();
    if (!this.window.covers(sinceMs)) throw new ReadPositionLostError('the read position in the outcome log was lost');
    return new Set(identities.filter((identity) => this.window.has(identity)));
  }

  private async cover(sinceMs: number): Promise<void> {
    if (this.window.covers(sinceMs)) return;
    const fromMs = Math.max(0, sinceMs - this.options.leadMs);
    const bounds = await this.topic.bounds(fromMs);
    const records = bounds.partitions.reduce((sum, { first, end }) => sum + Math.max(0, end - first), 0);
    // A question that goes back further than can be kept would only take what is known away from others.
    if (records > this.maxOutcomes)
      throw new Error(`${records} outcomes were written since; at most ${this.maxOutcomes} can be searched`);
    if (!this.window.isOfTopic(bounds.topicId)) this.window.clear();
    this.window.begin(fromMs, bounds);
  }

  private readToEnd(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.lookups.add({ ends: null, untilMs: performance.now() + maxReadingMs, resolve, reject });
      if (!this.reading) void this.read();
    });
  }

  private async read(): Promise<void> {
    this.reading = true;
    while (this.lookups.size > 0) await this.readMore([...this.lookups]);
    this.reading = false;
  }

  private async readMore(asked: readonly Lookup[]): Promise<void> {
    try {
      const { topicId, partitions } = await this.topic.fetch(this.window.positions);
      if (!this.window.isOfTopic(topicId)) throw new ReadPositionLostError('the topic was recreated');
      for (const partition of partitions)
        if (!this.window.take(partition))
          throw new ReadPositionLostError(`more than ${this.maxOutcomes} outcomes were written`);
      for (const question of asked) this.settle(question, partitions);
    } catch (error) {
      if (error instanceof ReadPositionLostError) this.window.clear();
      this.fail(asked, error instanceof Error ? error : new Error(String(error)));
    }
  }

  private settle(question: Lookup, partitions: readonly FetchedPartition[]): void {
    question.ends ??= new Map(partitions.map(({ partition, end }) => [partition, end]));
    if (this.window.reached(question.ends)) {
      this.lookups.delete(question);
      question.resolve();
    } else if (performance.now() > question.untilMs)
      this.fail([question], new Error(`the end offset was not reached within ${maxReadingMs} ms`));
  }

  private fail(questions: readonly Lookup[], error: Error): void {
    for (const question of questions) {
      this.lookups.delete(question);
      question.reject(new Error(`the outcome log could not be read: ${error.message}`, { cause: error }));
    }
  }

  private restartIdleTimer(): void {
    if (this.idleTimer) clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => this.window.clear(), this.options.idleMs ?? defaultIdleMs).unref();
  }
}

async function withTimeout<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the outcome log did not answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
