import { parentPort } from 'node:worker_threads';
import { sloPrices } from './slo-prices';
import { simulatedWhatIf } from './simulated';
import { plannedWhatIf } from './planned';
import type { ThreadAnswer, ThreadTask } from './what-if-task';

async function answerTo(task: ThreadTask): Promise<ThreadAnswer> {
  try {
    switch (task.kind) {
      case 'plan':
        return { kind: 'plan', answer: plannedWhatIf(task) };
      case 'simulation':
        return { kind: 'simulation', answer: await simulatedWhatIf(task) };
      case 'slo-prices':
        return { kind: 'slo-prices', answer: sloPrices(task) };
    }
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (task: ThreadTask) => {
  void answerTo(task).then((answer) => parentPort?.postMessage(answer));
});
