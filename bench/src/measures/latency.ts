import { measure, type MeasuredLoad } from '../load/measured-load';
import { median, rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import type { Benchmark, Session } from '../session';
import { withChain } from './with-chain';

const ratesHz = [100, 500, 2_000];

async function round(session: Session): Promise<MeasuredLoad[]> {
  return withChain('harmonybatch', session, async (client) => {
    const loads: MeasuredLoad[] = [];
    for (const rateHz of ratesHz) loads.push(await measure(client, { rateHz, durationMs: session.scale.measureMs }));
    return loads;
  });
}

/** Added latency at three rates: end-to-end less planned waiting less execution. */
export const latency: Benchmark = {
  about: 'added latency at 100, 500 and 2,000 requests per second',
  async run(session) {
    const rounds: MeasuredLoad[][] = [];
    for (let index = 0; index < session.scale.rounds; index += 1) {
      session.progress(`round ${index + 1} of ${session.scale.rounds}`);
      rounds.push(await round(session));
    }
    const rates = ratesHz.map((rateHz, index) => {
      const medianOf = (of: (load: MeasuredLoad) => number): number =>
        rounded(median(rounds.map((loads) => of(loads[index]!))));
      return {
        rateHz,
        p50Ms: medianOf(({ p50Ms }) => p50Ms),
        p99Ms: medianOf(({ p99Ms }) => p99Ms),
        invocationP50Ms: medianOf(({ executedP50Ms }) => executedP50Ms),
        meanBatchSize: medianOf(({ meanBatchSize }) => meanBatchSize),
      };
    });
    const rows = rates.map((rate) => [`${rate.rateHz} req/s`, rate.p50Ms, rate.p99Ms, rate.invocationP50Ms]);
    return {
      lines: tableLines(['added latency', 'p50 ms', 'p99 ms', 'invocation p50 ms'], rows),
      figures: { rates },
    };
  },
};
