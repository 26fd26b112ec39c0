import { allCores, pin } from '../drain/cores';
import { drainCases, scaledCase, type DrainCase } from '../drain/drain-case';
import { drainFloor, drainServices, type Drain } from '../drain/drain-run';
import type { Figures } from '../report/result';
import { median, rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import type { Benchmark, Session } from '../session';

const msPerSecond = 1_000;

/** Drains of one case and process, one a round, and of bare kafkajs in the same rounds. */
interface Repeated {
  readonly one: DrainCase;
  readonly drains: readonly Drain[];
  readonly floors: readonly Drain[];
}

const coreHz = ({ requests, cpuMs }: Drain): number => (msPerSecond * requests) / cpuMs;

function figuresOf({ one, drains, floors }: Repeated) {
  const of = (value: (drain: Drain, round: number) => number, digits = 0): number =>
    rounded(median(drains.map(value)), digits);
  return {
    requestsHz: of(({ requests, wallMs }) => (msPerSecond * requests) / wallMs),
    coreRequestsHz: of(coreHz),
    coreBatchesHz: of((drain) => coreHz(drain) / one.batchSize),
    ofKafkajs: of((drain, round) => coreHz(drain) / coreHz(floors[round]!), 3),
    kafkaCpuMs: of(({ requests, kafkaCpuMs }) => kafkaCpuMs / requests, 4),
    redisCpuMs: of(({ requests, redisCpuMs }) => redisCpuMs / requests, 4),
  };
}

async function roundsOf({ backends, scale, progress }: Session): Promise<Repeated[]> {
  const cases = drainCases.map((one) => scaledCase(one, scale.drainShare));
  const floors: Drain[] = [];
  const drained = new Map<DrainCase, Drain[][]>(cases.map((one) => [one, []]));
  for (let round = 0; round < scale.rounds; round += 1) {
    progress(`round ${round + 1} of ${scale.rounds}: bare kafkajs`);
    floors.push(...(await drainFloor(cases[0]!, backends)));
    for (const one of cases) {
      progress(`round ${round + 1} of ${scale.rounds}: ${one.name}`);
      drained.get(one)!.push(await drainServices(one, backends));
    }
  }
  const ofServices = [...drained].flatMap(([one, rounds]) =>
    rounds[0]!.map((_, index) => ({ one, drains: rounds.map((drains) => drains[index]!), floors })),
  );
  return [{ one: cases[0]!, drains: floors, floors }, ...ofServices];
}

/** One replica of each service alone with a topic that was filled beforehand. */
export const drain: Benchmark = {
  about: 'requests a second and core of each service alone, which drains a topic that was filled beforehand',
  async run(session) {
    const { backends } = session;
    const repeated = await roundsOf(session).finally(() => {
      for (const pid of [process.pid, backends.kafkaPid, backends.redisPid]) pin(pid, allCores());
    });
    const rows = repeated.map((of) => [`${of.one.name}: ${of.drains[0]!.name}`, ...Object.values(figuresOf(of))]);
    const figures: Record<string, Record<string, Figures>> = {};
    for (const of of repeated) (figures[of.one.name] ??= {})[of.drains[0]!.name] = figuresOf(of);
    const head = ['drained', 'requests/s', '… of a core', 'batches/s of a core', 'of kafkajs', 'Kafka ms', 'Redis ms'];
    return { lines: tableLines(head, rows), figures };
  },
};
