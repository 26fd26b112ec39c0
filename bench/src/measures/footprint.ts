import { setTimeout as sleep } from 'node:timers/promises';
import type { Chain } from '../chain/chain';
import { measure } from '../load/measured-load';
import { rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import { useOf, type ProcessUse } from '../system/process-use';
import type { Benchmark, Session } from '../session';
import { withChain } from './with-chain';

const rateHz = 500;

interface Named {
  readonly name: string;
  readonly pid: number;
}

interface Footprint {
  readonly name: string;
  readonly idlePercent: number;
  readonly loadedPercent: number;
  readonly cpuMsPerRequest: number;
  readonly rssMb: number;
}

const processesOf = (chain: Chain, { backends }: Session): Named[] => [
  ...chain.processes,
  { name: 'kafka', pid: backends.kafkaPid },
  { name: 'redis', pid: backends.redisPid },
];

/** What each process uses while `work` runs. */
async function usedBy<T>(processes: readonly Named[], work: () => Promise<T>) {
  const before = processes.map(({ pid }) => useOf(pid));
  const startMs = performance.now();
  const result = await work();
  const tookMs = performance.now() - startMs;
  const after = processes.map(({ pid }) => useOf(pid));
  const cpuMs = after.map((use: ProcessUse, index) => use.cpuMs - before[index]!.cpuMs);
  return { result, tookMs, cpuMs, rssMb: after.map((use) => use.rssMb) };
}

async function footprints(session: Session): Promise<Footprint[]> {
  return withChain('harmonybatch', session, async (client, chain) => {
    const processes = processesOf(chain, session);
    const durationMs = session.scale.sustainMs;
    const idle = await usedBy(processes, () => sleep(session.scale.measureMs));
    const loaded = await usedBy(processes, () => measure(client, { rateHz, durationMs }));
    return processes.map(({ name }, index) => ({
      name,
      idlePercent: rounded((100 * idle.cpuMs[index]!) / idle.tookMs, 1),
      loadedPercent: rounded((100 * loaded.cpuMs[index]!) / loaded.tookMs, 1),
      cpuMsPerRequest: rounded(loaded.cpuMs[index]! / loaded.result.sent, 3),
      rssMb: rounded(loaded.rssMb[index]!, 0),
    }));
  });
}

/** CPU time and memory of every process on the way of a request. */
export const footprint: Benchmark = {
  about: 'CPU time and memory of each service at 500 requests per second',
  async run(session) {
    const found = await footprints(session);
    const head = ['process', 'idle % of a core', 'loaded %', 'CPU ms/request', 'RSS MB'];
    const rows = found.map((one) => [one.name, one.idlePercent, one.loadedPercent, one.cpuMsPerRequest, one.rssMb]);
    const services = found.filter(({ name }) => ['ingest', 'batcher', 'dispatcher'].includes(name));
    const cpuMsPerRequest = rounded(
      services.reduce((sum, one) => sum + one.cpuMsPerRequest, 0),
      3,
    );
    return {
      lines: tableLines(head, [...rows, ['the three services', '', '', cpuMsPerRequest, '']]),
      figures: { rateHz, processes: found.map((one) => ({ ...one })), servicesCpuMsPerRequest: cpuMsPerRequest },
    };
  },
};
