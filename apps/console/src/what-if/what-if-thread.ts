import { parentPort } from 'node:worker_threads';
import { sloPrices } from './slo-prices';
import { whatIf } from './what-if';
import type { ThreadAnswer, ThreadTask } from './what-if-task';

async function answerTo(task: ThreadTask): Promise<ThreadAnswer> {
  try {
    if (task.kind === 'what-if') return { kind: 'what-if', answer: await whatIf(task) };
    return { kind: 'slo-prices', answer: sloPrices(task) };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (task: ThreadTask) => {
  void answerTo(task).then((answer) => parentPort?.postMessage(answer));
});
