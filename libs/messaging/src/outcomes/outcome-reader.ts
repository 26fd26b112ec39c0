import { OutcomeWindow } from './outcome-window';
import { LostSight, type FetchedPartition, type ReadableTopic } from './readable-topic';

export interface OutcomeReaderOptions {
  /** Longest time that one question may take, ms. */
  readonly timeoutMs?: number;
  /** How long what was read is kept after the last question, ms. */
  readonly idleMs?: number;
  /** Most outcomes that are looked through: a question that goes further back is refused. */
  readonly mostOutcomes?: number;
  /** Reading begins this much before what was asked for: going back later would mean to read all of it again, ms. */
  readonly leadMs: number;
}

const defaultTimeoutMs = 2_000;
const defaultIdleMs = 30_000;
const defaultMostOutcomes = 500_000;
/** Longest time to read to an end, ms; a caller does not wait that long, but finds more read when it asks again. */
const mostReadingMs = 10_000;

/** Waits until all that was written before it was asked has been read. */
interface Question {
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
  private readonly mostOutcomes: number;
  private readonly window: OutcomeWindow;
  private readonly questions = new Set<Question>();
  private reading = false;
  private covering: Promise<void> = Promise.resolve();
  private idleTimer: NodeJS.Timeout | null = null;

  constructor(
    private readonly topic: ReadableTopic,
    private readonly options: OutcomeReaderOptions,
  ) {
    this.mostOutcomes = options.mostOutcomes ?? defaultMostOutcomes;
    this.window = new OutcomeWindow(this.mostOutcomes);
  }

  close(): void {
    if (this.idleTimer) clearTimeout(this.idleTimer);
    this.lose([...this.questions], new Error('the outcome log was closed'));
    this.window.clear();
  }

  /**
   * Which of `identities` have an outcome that was appended between `sinceMs` (epoch ms) and this call.
   * Rejects where that cannot be told in time: cut off, too much to look through.
   */
  answered(identities: readonly string[], sinceMs: number): Promise<ReadonlySet<string>> {
    const { timeoutMs = defaultTimeoutMs } = this.options;
    return within(timeoutMs, this.answer(identities, Math.max(0, Math.floor(sinceMs))));
  }

  private async answer(identities: readonly string[], sinceMs: number): Promise<ReadonlySet<string>> {
    this.stayAwake();
    this.covering = this.covering.catch(() => undefined).then(() => this.cover(sinceMs));
    await this.covering;
    await this.readToEnd();
    if (!this.window.covers(sinceMs)) throw new LostSight('the read position in the outcome log was lost');
    return new Set(identities.filter((identity) => this.window.has(identity)));
  }

  private async cover(sinceMs: number): Promise<void> {
    if (this.window.covers(sinceMs)) return;
    const fromMs = Math.max(0, sinceMs - this.options.leadMs);
    const bounds = await this.topic.bounds(fromMs);
    const records = bounds.partitions.reduce((sum, { first, end }) => sum + Math.max(0, end - first), 0);
    // A question that goes back further than can be kept would only take what is known away from others.
    if (records > this.mostOutcomes)
      throw new Error(`${records} outcomes were written since; at most ${this.mostOutcomes} can be searched`);
    if (!this.window.isOf(bounds.topicId)) this.window.clear();
    this.window.begin(fromMs, bounds);
  }

  private readToEnd(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.questions.add({ ends: null, untilMs: performance.now() + mostReadingMs, resolve, reject });
      if (!this.reading) void this.read();
    });
  }

  private async read(): Promise<void> {
    this.reading = true;
    while (this.questions.size > 0) await this.readOn([...this.questions]);
    this.reading = false;
  }

  private async readOn(asked: readonly Question[]): Promise<void> {
    try {
      const { topicId, partitions } = await this.topic.fetch(this.window.positions);
      if (!this.window.isOf(topicId)) throw new LostSight('the topic was recreated');
      for (const partition of partitions)
        if (!this.window.take(partition)) throw new LostSight(`more than ${this.mostOutcomes} outcomes were written`);
      for (const question of asked) this.settle(question, partitions);
    } catch (error) {
      if (error instanceof LostSight) this.window.clear();
      this.lose(asked, error instanceof Error ? error : new Error(String(error)));
    }
  }

  private settle(question: Question, partitions: readonly FetchedPartition[]): void {
    question.ends ??= new Map(partitions.map(({ partition, end }) => [partition, end]));
    if (this.window.reached(question.ends)) {
      this.questions.delete(question);
      question.resolve();
    } else if (performance.now() > question.untilMs)
      this.lose([question], new Error(`the end offset was not reached within ${mostReadingMs} ms`));
  }

  private lose(questions: readonly Question[], error: Error): void {
    for (const question of questions) {
      this.questions.delete(question);
      question.reject(new Error(`the outcome log could not be read: ${error.message}`, { cause: error }));
    }
  }

  private stayAwake(): void {
    if (this.idleTimer) clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => this.window.clear(), this.options.idleMs ?? defaultIdleMs).unref();
  }
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
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
