import { overHttp, overKafka } from '@harmonybatch/client';
import { app, model } from '../chain/fixed-plan';
import { maxOpenRequests, startGateway } from '../chain/gateway';
import { startServicesChain } from '../chain/services-chain';
import { runTwoDoors, type TwoDoors } from '../load/two-doors';
import { median, percentileOf, rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import type { Benchmark, Session } from '../session';

const ratesHz = [100, 500] as const;
/** At a higher rate what has just started falls behind, and has not caught up when the measurement begins. */
const warmUpHz = 400;
const percentiles = { p50Ms: 0.5, p95Ms: 0.95, p99Ms: 0.99 } as const;
type Percentile = keyof typeof percentiles;
const percentileNames = Object.keys(percentiles) as Percentile[];

/** From send to answer at one rate, by door. */
type RoundAtRate = Readonly<Record<keyof TwoDoors, Readonly<Record<Percentile, number>>>>;

const percentilesOf = (latencies: readonly number[]): Record<Percentile, number> => ({
  p50Ms: percentileOf(latencies, percentiles.p50Ms),
  p95Ms: percentileOf(latencies, percentiles.p95Ms),
  p99Ms: percentileOf(latencies, percentiles.p99Ms),
});

/** One system, freshly started, with both clients: one figure a rate. */
async function oneRound({ backends, scale }: Session, seed: number): Promise<readonly RoundAtRate[]> {
  const chain = await startServicesChain(backends);
  const gateway = await startGateway(chain, backends);
  const doors = {
    kafka: overKafka({ brokers: backends.brokers, app, topicPrefix: chain.prefix, maxOpenRequests }),
    http: overHttp({ url: gateway.output, app, model, maxOpenRequests }),
  };
  try {
    await Promise.all([doors.kafka.open(), doors.http.open()]);
    await runTwoDoors(doors, { rateHz: warmUpHz, durationMs: scale.warmUpMs }, seed);
    const figures: RoundAtRate[] = [];
    for (const rateHz of ratesHz) {
      const { kafka, http } = await runTwoDoors(doors, { rateHz, durationMs: scale.measureMs }, seed);
      figures.push({ kafka: percentilesOf(kafka), http: percentilesOf(http) });
    }
    return figures;
  } finally {
    await Promise.all([doors.kafka.close(), doors.http.close()]);
    await gateway.stop();
    await chain.stop();
  }
}

function atRate(rateHz: number, rounds: readonly RoundAtRate[]) {
  const of = (figure: (round: RoundAtRate) => number): number => rounded(median(rounds.map(figure)));
  const each = (figure: (round: RoundAtRate, name: Percentile) => number) =>
    Object.fromEntries(percentileNames.map((name) => [name, of((round) => figure(round, name))])) as Record<
      Percentile,
      number
    >;
  return {
    rateHz,
    kafka: each(({ kafka }, name) => kafka[name]),
    http: each(({ http }, name) => http[name]),
    addedByHttp: each(({ kafka, http }, name) => http[name] - kafka[name]),
    ratio: each(({ kafka, http }, name) => http[name] / kafka[name]),
  };
}

/** What the way by HTTP adds to that by Kafka: the same traffic, half of it by each. */
export const door: Benchmark = {
  about: `from send to answer by HTTP beside Kafka, at ${ratesHz.join(' and ')} requests per second, half of them by each`,
  async run(session) {
    const rounds: (readonly RoundAtRate[])[] = [];
    while (rounds.length < session.scale.rounds) {
      session.progress(`round ${rounds.length + 1} of ${session.scale.rounds}: both doors of one system`);
      rounds.push(await oneRound(session, rounds.length + 1));
    }
    const rates = ratesHz.map((rateHz, index) =>
      atRate(
        rateHz,
        rounds.map((round) => round[index]!),
      ),
    );
    const rows = rates.flatMap(({ rateHz, kafka, http, addedByHttp, ratio }) =>
      Object.entries({ kafka, http, addedByHttp, ratio }).map(([name, of]) => [
        `${rateHz} req/s, ${name}`,
        ...percentileNames.map((percentile) => of[percentile]),
      ]),
    );
    return { lines: tableLines(['send to answer', 'p50 ms', 'p95 ms', 'p99 ms'], rows), figures: { rates } };
  },
};
