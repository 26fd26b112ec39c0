import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Safeguard } from '../safeguards/safeguard';
import { emptyReport, sumOf, type Block, type BlockReport } from './run-block';

export interface CampaignInput extends Block {
  readonly without: Safeguard | null;
  /** Worker threads. */
  readonly workers: number;
  /** Told of every block that is through, and of all so far. */
  readonly onProgress: (block: BlockReport, soFar: BlockReport) => void;
}

const blockSize = 50;

/** Runs many seeds on several threads. */
export async function runCampaign(input: CampaignInput): Promise<BlockReport> {
  const blocks = blocksOf(input);
  let soFar = emptyReport;
  const through = (block: BlockReport): void => {
    soFar = sumOf(soFar, block);
    input.onProgress(block, soFar);
  };
  await Promise.all(Array.from({ length: input.workers }, () => employ(blocks, input.without, through)));
  return soFar;
}

function* blocksOf({ from, count }: Block): Generator<Block, void> {
  for (let at = from; at < from + count; at += blockSize) {
    yield { from: at, count: Math.min(blockSize, from + count - at) };
  }
}

/** One thread takes blocks until none is left. */
function employ(
  blocks: Iterator<Block, void>,
  without: Safeguard | null,
  through: (report: BlockReport) => void,
): Promise<void> {
  const worker = new Worker(join(__dirname, 'seed-worker.js'), { workerData: { without } });
  return new Promise((resolve, reject) => {
    const next = (): void => {
      const block = blocks.next();
      if (block.done === true) void worker.terminate().then(() => resolve());
      else worker.postMessage(block.value);
    };
    worker.on('error', reject);
    worker.on('message', (report: BlockReport) => {
      through(report);
      next();
    });
    next();
  });
}
