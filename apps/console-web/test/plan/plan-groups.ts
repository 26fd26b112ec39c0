import type { PlanGroup } from '@harmonybatch/console-api';

interface Group extends Partial<Omit<PlanGroup, 'apps'>> {
  readonly id: string;
  /** By name: SLO in ms and rate in req/s. */
  readonly apps: Readonly<Record<string, readonly [sloMs: number, rateHz: number]>>;
}

/** A group of a plan as the API answers it, of what a test says of it. */
export function planGroup({ apps, ...rest }: Group): PlanGroup {
  return {
    functionName: 'hb-small',
    function: '1 vCPU, 1024 MB',
    kind: 'cpu',
    batchSize: 2,
    meanBatchSize: 1.8,
    latencyMs: { avg: 100, max: 150 },
    warmInstances: 1,
    costPerHour: 1,
    costPerRequest: 1e-5,
    moneyPerHour: null,
    binding: { app: null, sentence: 'nothing binds' },
    ...rest,
    apps: Object.entries(apps).map(([name, [sloMs, rateHz]]) => ({
      name,
      sloMs,
      rateHz,
      timeoutMs: sloMs / 2,
      overheadMs: 10,
      share: 1,
      aloneHour: null,
    })),
  };
}

/** Many apps of one group: names with a prefix, all with one SLO, each a little busier than the one before. */
export const manyApps = (prefix: string, number: number, sloMs: number): Group['apps'] =>
  Object.fromEntries(Array.from({ length: number }, (_, place) => [`${prefix}-${place}`, [sloMs, 1 + place / 1_000]]));
