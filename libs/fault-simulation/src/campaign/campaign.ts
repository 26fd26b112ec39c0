import { join } from 'node:path';
import { runOnThreads } from '@harmonybatch/simulation';
import type { Safeguard } from '../safeguards/safeguard';
import { emptyReport, sumOf, type Block, type BlockReport } from './run-block';

export interface CampaignInput extends Block {
  readonly without: Safeguard | null;
  /** Worker threads. */
  readonly workers: number;
  /** Called with every finished block, and with all so far. */
  readonly onProgress: (block: BlockReport, soFar: BlockReport) => void;
}

const blockSize = 50;

/** Runs many seeds on several threads. */
export async function runCampaign(input: CampaignInput): Promise<BlockReport> {
  let soFar = emptyReport;
  await runOnThreads<Block, BlockReport>({
    script: join(__dirname, 'seed-worker.js'),
    workerData: { without: input.without },
    threads: input.workers,
    tasks: blocksOf(input),
    onResult: (block) => {
      soFar = sumOf(soFar, block);
      input.onProgress(block, soFar);
    },
  });
  return soFar;
}

function* blocksOf({ from, count }: Block): Generator<Block, void> {
  for (let at = from; at < from + count; at += blockSize) {
    yield { from: at, count: Math.min(blockSize, from + count - at) };
  }
}
