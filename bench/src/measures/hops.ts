import type { Chain } from '../chain/chain';
import { difference, waitsOf, type ProcessWaits } from '../hops/process-waits';
import { hopNames, hopsOf, type RequestHops } from '../hops/request-hops';
import { percentileOf, rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import type { Benchmark, Session } from '../session';
import { floorRateHz } from './rounds';
import { withChain } from './with-chain';

interface Found {
  readonly hops: readonly RequestHops[];
  /** By process, for each request, ms. */
  readonly waits: ReadonlyMap<string, ProcessWaits>;
}

const processesOf = ({ processes }: Chain, { backends }: Session) => [
  ...processes.map(({ name, pid, output }) => ({ name, pid, url: name === 'function' ? null : output })),
  { name: 'kafka', pid: backends.kafkaPid, url: null },
  { name: 'redis', pid: backends.redisPid, url: null },
];

const find = (session: Session): Promise<Found> =>
  withChain('harmonybatch', session, async (client, chain) => {
    const processes = processesOf(chain, session);
    const before = await Promise.all(processes.map(waitsOf));
    const { answers, sent } = await client.run({ rateHz: floorRateHz, durationMs: session.scale.sustainMs });
    const after = await Promise.all(processes.map(waitsOf));
    const waits = new Map(
      processes.map(({ name }, index) => {
        const { cpuMs, coreMs, garbageMs } = difference(after[index]!, before[index]!);
        return [name, { cpuMs: cpuMs / sent, coreMs: coreMs / sent, garbageMs: garbageMs / sent }];
      }),
    );
    return { hops: await hopsOf(session.backends, chain, answers), waits };
  });

/** Where the time of a request's way is spent: hop by hop, and what each process waits for. */
export const hops: Benchmark = {
  about: `the added latency at ${floorRateHz} requests per second hop by hop, and what each process did and waited for`,
  async run(session) {
    const { hops, waits } = await find(session);
    const byHop = hopNames.map((name) => {
      const values = hops.map((one) => one[name]);
      return { name, p50Ms: rounded(percentileOf(values, 0.5)), p99Ms: rounded(percentileOf(values, 0.99)) };
    });
    const byProcess = [...waits].map(([name, { cpuMs, coreMs, garbageMs }]) => ({
      name,
      cpuMs: rounded(cpuMs, 3),
      garbageMs: Number.isNaN(garbageMs) ? null : rounded(garbageMs, 3),
      waitedForCoreMs: rounded(coreMs, 3),
    }));
    return {
      lines: [
        ...tableLines(
          [`at ${floorRateHz} req/s`, 'p50 ms', 'p99 ms'],
          byHop.map(({ name, p50Ms, p99Ms }) => [name, p50Ms, p99Ms]),
        ),
        '',
        ...tableLines(
          ['of each request', 'CPU ms', 'of it garbage ms', 'waited for a core ms'],
          byProcess.map((one) => [one.name, one.cpuMs, one.garbageMs ?? '–', one.waitedForCoreMs]),
        ),
      ],
      figures: { rateHz: floorRateHz, hops: byHop, processes: byProcess },
    };
  },
};
