import { median, rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import type { Benchmark, Round } from '../session';
import { floorRateHz, ratesHz, roundsOf } from './rounds';
import { sustainedOf } from './throughput';

type Percentile = 'p50Ms' | 'p99Ms';

function latencyFigures(rounds: readonly Round[]) {
  const pairs = rounds.map(({ floor, services }) => ({ floor, ours: services[ratesHz.indexOf(floorRateHz)]! }));
  const of = (name: 'floor' | 'ours', field: Percentile): number =>
    rounded(median(pairs.map((pair) => pair[name][field])));
  const ratio = (field: Percentile): number =>
    rounded(median(pairs.map(({ ours, floor }) => ours[field] / floor[field])));
  return {
    floor: { p50Ms: of('floor', 'p50Ms'), p99Ms: of('floor', 'p99Ms') },
    harmonybatch: { p50Ms: of('ours', 'p50Ms'), p99Ms: of('ours', 'p99Ms') },
    ratio: { p50: ratio('p50Ms'), p99: ratio('p99Ms') },
  };
}

/** The services side by side with bare kafkajs over the same hops. */
export const floor: Benchmark = {
  about: `added latency at ${floorRateHz} requests per second and sustained rate beside bare kafkajs over the same topics`,
  async run(session) {
    const { floor, harmonybatch, ratio } = latencyFigures(await roundsOf(session));
    const floorHz = (await sustainedOf('floor', session)).rateHz;
    const oursHz = (await sustainedOf('harmonybatch', session)).rateHz;
    const share = rounded(oursHz / floorHz);
    const rows = [
      ['floor', floor.p50Ms, floor.p99Ms, floorHz],
      ['harmonybatch', harmonybatch.p50Ms, harmonybatch.p99Ms, oursHz],
      ['ratio', ratio.p50, ratio.p99, share],
    ];
    return {
      lines: tableLines([`at ${floorRateHz} req/s`, 'p50 ms', 'p99 ms', 'sustained req/s'], rows),
      figures: {
        rateHz: floorRateHz,
        floor,
        harmonybatch,
        ratio,
        sustained: { floorHz, harmonybatchHz: oursHz, share },
      },
    };
  },
};
