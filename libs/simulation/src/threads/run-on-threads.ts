import { Worker } from 'node:worker_threads';

export interface ThreadedWork<Task, Result> {
  /** File of the built worker; it answers every task that is posted to it with one result. */
  readonly script: string;
  readonly workerData?: unknown;
  readonly threads: number;
  readonly tasks: Iterator<Task, void>;
  readonly onResult: (result: Result) => void;
}

/**
 * Gives tasks to worker threads, to each the next one as soon as it is through with the last; resolves when none is left.
 * A thread that fails makes the whole work fail.
 */
export async function runOnThreads<Task, Result>(work: ThreadedWork<Task, Result>): Promise<void> {
  await Promise.all(Array.from({ length: work.threads }, () => employ(work)));
}

function employ<Task, Result>({ script, workerData, tasks, onResult }: ThreadedWork<Task, Result>): Promise<void> {
  const worker = new Worker(script, { workerData });
  return new Promise((resolve, reject) => {
    const next = (): void => {
      const task = tasks.next();
      if (task.done === true) void worker.terminate().then(() => resolve());
      else worker.postMessage(task.value);
    };
    worker.on('error', reject);
    worker.on('message', (result: Result) => {
      onResult(result);
      next();
    });
    next();
  });
}
