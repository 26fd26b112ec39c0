import { Worker } from 'node:worker_threads';

/** A thread that needs more memory than this ends, and the process goes on, MiB. */
const maxMemoryMib = 2_048;

/** The thread gave no answer: it took too long, or ended. */
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

interface QueuedTask<Task, Answer> {
  readonly task: Task;
  readonly timeoutMs: number;
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
   * @throws NoAnswerError, or PoolFullError where too many wait
   */
  run(task: Task, timeoutMs: number): Promise<Answer> {
    const { maxThreads, maxWaiting = Infinity } = this.options;
    return new Promise((resolve, reject) => {
      if (this.busy.size >= maxThreads && this.waiting.length >= maxWaiting)
        return reject(new PoolFullError(`${this.waiting.length} tasks wait already`));
      this.waiting.push({ task, timeoutMs, resolve, reject });
      this.next();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const { reject } of this.waiting.splice(0)) reject(new NoAnswerError('the threads were stopped'));
    await Promise.all([...this.idle, ...this.busy].map((worker) => worker.terminate()));
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

  private give(worker: Worker, { task, timeoutMs, resolve, reject }: QueuedTask<Task, Answer>): void {
    const finish = (reusable: boolean, settle: () => void): void => {
      clearTimeout(timer);
      worker.off('message', answered).off('error', failed).off('exit', ended);
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
    const timer = setTimeout(() => lost(`no answer within ${Math.round(timeoutMs)} ms`), timeoutMs);
    worker.on('message', answered).on('error', failed).on('exit', ended);
    worker.postMessage(task);
  }
}
