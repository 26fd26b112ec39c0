import type { MadePlans } from '@harmonybatch/pipeline';
import { ThreadPool } from '@harmonybatch/service-kit';
import type { ThreadAnswer, ThreadTask } from './thread-task';

/** Threads that make plans. */
export class PlanningThreadPool {
  private readonly threads: ThreadPool<ThreadTask, ThreadAnswer>;

  /**
   * @param file the program of a thread
   * @param maxThreads threads at a time: the plan of a large model holds up those of others no longer than this allows
   */
  constructor(file: string, maxThreads: number) {
    this.threads = new ThreadPool({ file, maxThreads });
  }

  /**
   * @param timeoutMs a thread that has not answered by then is ended
   * @throws NoAnswerError, or an Error that says why no plan can be made
   */
  async make(task: ThreadTask, timeoutMs: number): Promise<MadePlans> {
    const answer = await this.threads.run(task, timeoutMs);
    if ('made' in answer) return answer.made;
    throw new Error(answer.failure);
  }

  close(): Promise<void> {
    return this.threads.close();
  }
}
