import type { MeasuredLoad } from '../load/measured-load';
import { median, rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import type { Benchmark } from '../session';
import { ratesHz, roundsOf } from './rounds';

/** Added latency at three rates: end-to-end less planned waiting less execution. */
export const latency: Benchmark = {
  about: `added latency at ${ratesHz.join(', ')} requests per second`,
  async run(session) {
    const rounds = await roundsOf(session);
    const rates = ratesHz.map((rateHz, index) => {
      const medianOf = (of: (load: MeasuredLoad) => number): number =>
        rounded(median(rounds.map(({ services }) => of(services[index]!))));
      return {
        rateHz,
        p50Ms: medianOf(({ p50Ms }) => p50Ms),
        p99Ms: medianOf(({ p99Ms }) => p99Ms),
        withCallP50Ms: medianOf(({ withCallP50Ms }) => withCallP50Ms),
        withCallP99Ms: medianOf(({ withCallP99Ms }) => withCallP99Ms),
        meanBatchSize: medianOf(({ meanBatchSize }) => meanBatchSize),
      };
    });
    const rows = rates.map(({ rateHz, p50Ms, p99Ms, withCallP50Ms, withCallP99Ms }) => [
      `${rateHz} req/s`,
      p50Ms,
      p99Ms,
      withCallP50Ms,
      withCallP99Ms,
    ]);
    return {
      lines: tableLines(['added latency', 'p50 ms', 'p99 ms', 'with the call p50 ms', 'p99 ms'], rows),
      figures: { rates },
    };
  },
};
