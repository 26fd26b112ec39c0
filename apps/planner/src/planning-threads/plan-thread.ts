import { performance } from 'node:perf_hooks';
import { parentPort } from 'node:worker_threads';
import { makePlans } from '@harmonybatch/pipeline';
import type { ThreadAnswer, ThreadTask } from './thread-task';

/** Makes the plans of the task; a failure is answered as its message, because an Error loses its type on the way. */
function answerTo({ task, limitMs }: ThreadTask): ThreadAnswer {
  const endsAtMs = performance.now() + limitMs;
  try {
    const monotonicMs = (): number => performance.now();
    return { made: makePlans(task, { monotonicMs, shouldStop: () => performance.now() > endsAtMs }) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (task: ThreadTask) => parentPort?.postMessage(answerTo(task)));
