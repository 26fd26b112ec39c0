import { Worker } from 'node:worker_threads';
import type { MadePlans } from '@harmonybatch/pipeline';
import type { ThreadAnswer, ThreadTask } from './thread-task';

/** A thread that needs more memory than this ends, and the process goes on, MiB. */
const maxMemoryMib = 2_048;

/** The thread gave no answer: it took too long, or ended. */
export class NoAnswerError extends Error {}

interface QueuedTask {
  readonly task: ThreadTask;
  readonly timeoutMs: number;
  readonly resolve: (made: MadePlans) => void;
  readonly reject: (error: Error) => void;
}

/** Threads that make plans, so that what else the process does goes on meanwhile. They are begun when they are needed. */
export class PlanningThreadPool {
  private readonly idle: Worker[] = [];
  private readonly busy = new Set<Worker>();
  private readonly waiting: QueuedTask[] = [];
  private closed = false;

  /**
   * @param file the program of a thread
   * @param maxThreads threads at a time: the plan of a large model holds up those of others no longer than this allows
   */
  constructor(
    private readonly file: string,
    private readonly maxThreads: number,
  ) {}

  /**
   * @param timeoutMs a thread that has not answered by then is ended
   * @throws NoAnswer, or an Error that says why no plan can be made
   */
  make(task: ThreadTask, timeoutMs: number): Promise<MadePlans> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, timeoutMs, resolve, reject });
      this.next();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const { reject } of this.waiting.splice(0)) reject(new NoAnswerError('planning was stopped'));
    await Promise.all([...this.idle, ...this.busy].map((worker) => worker.terminate()));
  }

  private next(): void {
    if (this.closed || this.waiting.length === 0) return;
    const worker = this.idle.pop() ?? (this.busy.size < this.maxThreads ? this.createWorker() : undefined);
    if (worker === undefined) return;
    this.busy.add(worker);
    this.run(worker, this.waiting.shift()!);
  }

  private createWorker(): Worker {
    const worker = new Worker(this.file, { resourceLimits: { maxOldGenerationSizeMb: maxMemoryMib } });
    worker.unref();
    worker.on('error', () => this.idle.splice(0, this.idle.length, ...this.idle.filter((other) => other !== worker)));
    return worker;
  }

  private run(worker: Worker, { task, timeoutMs, resolve, reject }: QueuedTask): void {
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
    const answered = (answer: ThreadAnswer): void =>
      finish(true, () => ('made' in answer ? resolve(answer.made) : reject(new Error(answer.failure))));
    const failed = (error: Error): void => lost(`the planning thread failed: ${error.message}`);
    const ended = (): void => lost('the planning thread ended');
    const timer = setTimeout(() => lost(`no plan within ${Math.round(timeoutMs)} ms`), timeoutMs);
    worker.on('message', answered).on('error', failed).on('exit', ended);
    worker.postMessage(task);
  }
}
