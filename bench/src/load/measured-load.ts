import { percentileOf } from '../report/statistics';
import { addedLatencies, type ReadAnswer } from './added-latency';
import type { Load, LoadClient, LoadResult } from './load-client';

/** What a load brought, ms. */
export interface MeasuredLoad {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The same with the time of the call to the function, which answers at once: all of it is the way there and back. */
  readonly withCallP50Ms: number;
  readonly withCallP99Ms: number;
  readonly sent: number;
  readonly unanswered: number;
  readonly openAtEnd: number;
  readonly meanBatchSize: number;
}

const shownFaults = 3;

function refuseFaults(answers: readonly ReadAnswer[]): void {
  const faults = answers.flatMap(({ id, fault }) => (fault === undefined ? [] : [`${id}: ${fault}`]));
  if (faults.length === 0) return;
  throw new Error(`${faults.length} requests failed, such as ${faults.slice(0, shownFaults).join('; ')}`);
}

export function measured({ answers, sent, unanswered, openAtEnd }: LoadResult): MeasuredLoad {
  refuseFaults(answers);
  const added = addedLatencies(answers);
  const withCall = answers.map(({ executedMs }, index) => added[index]! + executedMs);
  const sizes = answers.map(({ batch }) => 1 / (batch?.size ?? 1));
  return {
    p50Ms: percentileOf(added, 0.5),
    p99Ms: percentileOf(added, 0.99),
    withCallP50Ms: percentileOf(withCall, 0.5),
    withCallP99Ms: percentileOf(withCall, 0.99),
    sent,
    unanswered,
    openAtEnd,
    meanBatchSize: answers.length / sizes.reduce((sum, share) => sum + share, 0),
  };
}

/** Runs a load whose every request has to be answered. */
export async function measure(client: LoadClient, load: Load): Promise<MeasuredLoad> {
  const result = measured(await client.run(load));
  if (result.unanswered > 0) throw new Error(`${result.unanswered} of ${result.sent} requests were not answered`);
  return result;
}
