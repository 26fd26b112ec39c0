import { measure, type MeasuredLoad } from '../load/measured-load';
import { median, rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import type { Benchmark, Session } from '../session';
import { sustainedOf } from './throughput';
import { withChain } from './with-chain';

const rateHz = 500;
const chains = ['floor', 'harmonybatch'] as const;

interface Pair {
  readonly floor: MeasuredLoad;
  readonly harmonybatch: MeasuredLoad;
}

async function pairOf(session: Session): Promise<Pair> {
  const load = { rateHz, durationMs: session.scale.measureMs };
  const [floor, harmonybatch] = [
    await withChain(chains[0], session, (client) => measure(client, load)),
    await withChain(chains[1], session, (client) => measure(client, load)),
  ];
  return { floor, harmonybatch };
}

function latencyFigures(pairs: readonly Pair[]) {
  const of = (name: keyof Pair, field: 'p50Ms' | 'p99Ms'): number => median(pairs.map((pair) => pair[name][field]));
  const ratio = (field: 'p50Ms' | 'p99Ms'): number =>
    median(pairs.map(({ harmonybatch, floor }) => harmonybatch[field] / floor[field]));
  return {
    floor: { p50Ms: rounded(of('floor', 'p50Ms')), p99Ms: rounded(of('floor', 'p99Ms')) },
    harmonybatch: { p50Ms: rounded(of('harmonybatch', 'p50Ms')), p99Ms: rounded(of('harmonybatch', 'p99Ms')) },
    ratio: { p50: rounded(ratio('p50Ms')), p99: rounded(ratio('p99Ms')) },
  };
}

/** The services side by side with bare kafkajs over the same hops. */
export const floor: Benchmark = {
  about: 'added latency at 500 requests per second and sustained rate beside bare kafkajs over the same four topics',
  async run(session) {
    const pairs: Pair[] = [];
    for (let index = 0; index < session.scale.rounds; index += 1) {
      session.progress(`round ${index + 1} of ${session.scale.rounds}`);
      pairs.push(await pairOf(session));
    }
    const latency = latencyFigures(pairs);
    const [floorHz, oursHz] = [
      (await sustainedOf('floor', session)).rateHz,
      (await sustainedOf('harmonybatch', session)).rateHz,
    ];
    const share = rounded(oursHz / floorHz);
    const rows = [
      ['floor', latency.floor.p50Ms, latency.floor.p99Ms, floorHz],
      ['harmonybatch', latency.harmonybatch.p50Ms, latency.harmonybatch.p99Ms, oursHz],
      ['ratio', latency.ratio.p50, latency.ratio.p99, share],
    ];
    return {
      lines: tableLines([`at ${rateHz} req/s`, 'p50 ms', 'p99 ms', 'sustained req/s'], rows),
      figures: { rateHz, ...latency, sustained: { floorHz, harmonybatchHz: oursHz, share } },
    };
  },
};
