import { Worker } from 'node:worker_threads';

/** A thread that needs more memory than this ends, and the process goes on, MiB. */
const maxMemoryMib = 2_048;

/** The thread gave no answer: it took too long, or ended, or nobody waited for it any more. */
export class NoAnswerError extends Error {}

/** As many tasks wait as may. */
export class PoolFullError extends Error {}

export interface ThreadPoolOptions {
  /** The program of a thread: it answers every message with one. */
  readonly file: string;
  readonly maxThreads: number;
  /** Tasks that may wait for a thread; absent: any number. */
  readonly maxWaiting?: number;
}

const givenUp = 'nobody waits for it any more';

interface QueuedTask<Task, Answer> {
  readonly task: Task;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Threads that compute, so that what else the process does goes on meanwhile. They are begun when they are needed. */
export class ThreadPool<Task, Answer> {
  private readonly idle: Worker[] = [];
  private readonly busy = new Set<Worker>();
  private readonly waiting: QueuedTask<Task, Answer>[] = [];
  private closed = false;

  constructor(private readonly options: ThreadPoolOptions) {}

  /**
   * @param timeoutMs a thread that has not answered by then is ended; the time in the queue does not count
   * @param signal aborts when nobody waits for the answer any more: then others have the thread
   * @throws NoAnswerError, or PoolFullError where too many wait
   */
  run(task: Task, timeoutMs: number, signal?: AbortSignal): Promise<Answer> {
    const { maxThreads, maxWaiting = Infinity } = this.options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(new NoAnswerError(givenUp));
      if (this.busy.size >= maxThreads && this.waiting.length >= maxWaiting)
        return reject(new PoolFullError(`${this.waiting.length} tasks wait already`));
      const queued = { task, timeoutMs, signal, resolve, reject };
      signal?.addEventListener('abort', () => this.leaveQueue(queued), { once: true });
      this.waiting.push(queued);
      this.next();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const { reject } of this.waiting.splice(0)) reject(new NoAnswerError('the threads were stopped'));
    await Promise.all([...this.idle, ...this.busy].map((worker) => worker.terminate()));
  }

  private leaveQueue(queued: QueuedTask<Task, Answer>): void {
    const at = this.waiting.indexOf(queued);
    if (at < 0) return; // a thread has it, or had
    this.waiting.splice(at, 1);
    queued.reject(new NoAnswerError(givenUp));
  }

  private next(): void {
    if (this.closed || this.waiting.length === 0) return;
    const worker = this.idle.pop() ?? (this.busy.size < this.options.maxThreads ? this.createWorker() : undefined);
    if (worker === undefined) return;
    this.busy.add(worker);
    this.give(worker, this.waiting.shift()!);
  }

  private createWorker(): Worker {
    const worker = new Worker(this.options.file, { resourceLimits: { maxOldGenerationSizeMb: maxMemoryMib } });
    worker.unref();
    worker.on('error', () => this.idle.splice(0, this.idle.length, ...this.idle.filter((other) => other !== worker)));
    return worker;
  }

  private give(worker: Worker, { task, timeoutMs, signal, resolve, reject }: QueuedTask<Task, Answer>): void {
    const finish = (reusable: boolean, settle: () => void): void => {
      clearTimeout(timer);
      worker.off('message', answered).off('error', failed).off('exit', ended);
      signal?.removeEventListener('abort', aborted);
      this.busy.delete(worker);
      if (reusable && !this.closed) this.idle.push(worker);
      else void worker.terminate();
      settle();
      this.next();
    };
    const lost = (why: string): void => finish(false, () => reject(new NoAnswerError(why)));
    const answered = (answer: Answer): void => finish(true, () => resolve(answer));
    const failed = (error: Error): void => lost(`the thread failed: ${error.message}`);
    const ended = (): void => lost('the thread ended');
    const aborted = (): void => lost(givenUp);
    const timer = setTimeout(() => lost(`no answer within ${Math.round(timeoutMs)} ms`), timeoutMs);
    worker.on('message', answered).on('error', failed).on('exit', ended);
    signal?.addEventListener('abort', aborted, { once: true });
    worker.postMessage(task);
  }
}
