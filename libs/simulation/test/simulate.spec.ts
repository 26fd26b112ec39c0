import { invocationCost, priceBooks } from '@harmonybatch/model';
import type { ModelProfiled } from '@harmonybatch/contracts';
import { makePlans, replannerDefaults, type PlanningTask } from '@harmonybatch/pipeline';
import { InvalidSimulationError, type SimulationReport } from '@harmonybatch/simulation';
import { baseInput, run } from './simulated-run';

const outcomes = ({ total }: SimulationReport): number => total.ok + total.expired + total.errors + total.rejected;

describe('a simulation', () => {
  let plain: SimulationReport;
  beforeAll(async () => (plain = await run()));

  it('gives the same history for the same seed, and another one for another seed', async () => {
    const [same, other] = await Promise.all([run(), run({ seed: 2 })]);
    expect(same).toEqual(plain);
    expect(other.historyDigest).not.toBe(plain.historyDigest);
  });

  it.each<[string, Parameters<typeof run>[0]]>([
    ['of a fixed plan', {}],
    ['of live plans', { plans: 'live' }],
    ['of bursts', { arrivals: { kind: 'bursty', burstFactor: 10, quietSeconds: 20, burstSeconds: 4 } }],
  ])('%s gives every request one outcome, and no batch is larger than its plan', async (_what, over) => {
    const report = await run({ ...over, warmUpSeconds: 0 });
    expect(report.total.requests).toBeGreaterThan(2_000);
    expect([outcomes(report), report.total.unanswered]).toEqual([report.total.requests, 0]);
    expect(report.faults).toEqual([]);
    const largest = Math.max(...report.plans.flatMap(({ groups }) => groups.map(({ batchSize }) => batchSize)));
    expect(Math.max(...Object.keys(report.batches.bySize).map(Number))).toBeLessThanOrEqual(largest);
    const { count, meanSize, byReason } = report.batches;
    expect(count * meanSize!).toBeCloseTo(report.total.requests - report.total.expired, 6);
    expect(Object.values(byReason).reduce((sum, batches) => sum + batches, 0)).toBe(count);
  });

  it('keeps the SLO of every app in 99 % of its requests where traffic is as planned', () => {
    const { apps, total } = plain;
    for (const app of Object.values(apps)) expect(app.attainment).toBeGreaterThan(0.99);
    expect(total.latencyMs!.p50).toBeLessThan(total.latencyMs!.p99);
    expect(Object.values(apps).reduce((sum, { requests }) => sum + requests, 0)).toBe(total.requests);
  });

  it('has a plan in force that was made elsewhere, as it is, and makes none', async () => {
    const { strategy, prices, catalogue, overheadMs, apps, profile } = baseInput;
    const task: PlanningTask = {
      model: {
        name: 'elsewhere',
        version: '9',
        image: 'other',
        port: 80,
        profile: profile as ModelProfiled['profile'],
      },
      apps: apps.map(({ name, sloMs }) => ({ name, sloMs, model: 'elsewhere' })),
      ratesHz: new Map(apps.map(({ name, rateHz }) => [name, rateHz])),
      ...{ reason: 'requested', settings: '0123456789abcdef', nowMs: 0 },
      config: { ...replannerDefaults, strategy, prices, catalogue, overheadMs },
    };
    const given = makePlans(task, { monotonicMs: () => 0 }).draft;
    expect(await run({ given })).toEqual(plain);
    const smaller = { ...given, groups: given.groups.map((group) => ({ ...group, batchSize: 1 })) };
    const { plans, batches } = await run({ given: smaller });
    expect(plans.flatMap(({ groups }) => groups.map(({ batchSize }) => batchSize))).toEqual(given.groups.map(() => 1));
    expect(batches.meanSize).toBe(1);
  });

  it('leaves out of the report what arrives during the warm-up', async () => {
    const requestsPerMinuteByApp = { tight: [300, 100], middle: [600, 200] };
    const arrivals = { kind: 'trace', requestsPerMinuteByApp } as const;
    const { apps, total } = await run({ arrivals, durationSeconds: 120, warmUpSeconds: 60 });
    expect(total.requests).toBe(300);
    expect(apps['loose']).toMatchObject({ requests: 0, attainment: null, latencyMs: null });
  });

  it('sends requests at the times at which they were recorded, and those alone', async () => {
    const timesMsByApp = { tight: Float64Array.of(0, 0, 40, 59_999), middle: [30_000] };
    const recorded = { arrivals: { kind: 'recorded', timesMsByApp }, durationSeconds: 60, warmUpSeconds: 0 } as const;
    const { apps, total } = await run(recorded);
    expect(total).toMatchObject({ requests: 5, unanswered: 0 });
    expect(apps['tight']!.requests).toBe(4);
    expect(apps['loose']!.requests).toBe(0);
    expect((await run({ ...recorded, warmUpSeconds: 1 })).total.requests).toBe(2);
  });

  it.each<[string, Record<string, number[]>, RegExp]>([
    ['goes back', { tight: [5, 4] }, /times must ascend from 0/],
    ['is no number', { tight: [Number.NaN] }, /times must ascend from 0/],
    ['begins before the start', { tight: [-1] }, /times must ascend from 0/],
    ['is of nobody', { stranger: [1] }, /names app "stranger"/],
  ])('refuses a recording that %s', async (_what, timesMsByApp, fault) =>
    expect(run({ arrivals: { kind: 'recorded', timesMsByApp } })).rejects.toThrow(fault),
  );

  it('tells how far it is', async () => {
    const told: number[] = [];
    await run({ durationSeconds: 60, warmUpSeconds: 15, onProgress: (fraction) => told.push(fraction) });
    expect(told).toEqual([...told].sort((one, other) => one - other));
    expect(told.at(-1)).toBe(1);
  });
});

describe('a fixed plan of one app', () => {
  const rateHz = 15;
  const app = { name: 'alone', sloMs: 1200, rateHz };
  const prices = priceBooks['prototype-2023-cny']!;

  /** `E[min(b, 1 + N)]` with `N` the Poisson arrivals while the first request of a batch waits. */
  function meanBatchSize(batchSize: number, timeoutMs: number): number {
    const mean = (rateHz * timeoutMs) / 1000;
    let term = Math.exp(-mean);
    let below = term;
    let size = 1;
    for (let more = 1; more < batchSize; more += 1) {
      size += 1 - below;
      term *= mean / more;
      below += term;
    }
    return size;
  }

  it('has the batch sizes of a Poisson process and the price of its executions', async () => {
    const report = await run({ apps: [app], durationSeconds: 900, warmUpSeconds: 0 });
    const [group] = report.plans[0]!.groups;
    expect(group!.function.type).toBe('gpu');
    expect(group!.batchSize).toBeGreaterThan(2);
    const { count, meanSize } = report.batches;
    // The standard error of the mean of more than a thousand batches is below 2 %; hops shorten the wait a little.
    const expected = meanBatchSize(group!.batchSize, group!.apps[0]!.timeoutMs);
    expect(Math.abs(meanSize! / expected - 1)).toBeLessThan(0.05);
    // Every execution takes less than a second and is billed as one.
    expect(report.bill.active).toBeCloseTo(count * invocationCost(prices, group!.function, 0.5), 9);
    expect(report.bill.byFunction).toMatchObject([{ invocations: count, functionName: group!.functionName }]);
    expect(report.bill.perMillionRequests).toBeCloseTo((report.bill.total / report.total.requests) * 1e6, 9);
    expect(Math.abs(report.bill.perSecond / report.predictedPerSecond - 1)).toBeLessThan(0.05);
  });
});

describe('instances that start', () => {
  const arrivals = { kind: 'bursty', burstFactor: 30, quietSeconds: 40, burstSeconds: 2 } as const;

  it('make requests late: with quick starts more of them are in time', async () => {
    const slow = await run({ arrivals });
    const quick = await run({ arrivals, platform: { coldStartMs: { cpu: 1, gpu: 1 } } });
    expect(slow.coldStarts).toBeGreaterThan(0);
    expect(slow.total.withinSlo).toBeLessThan(quick.total.withinSlo);
    expect(slow.total.latencyMs!.p99).toBeGreaterThan(1_000);
  });

  it('are limited: a batch beyond the most instances is refused', async () => {
    const { total } = await run({ arrivals, platform: { maxInstances: 1 } });
    expect(total.errors).toBeGreaterThan(0);
    expect(total.unanswered).toBe(0);
  });
});

describe('live plans', () => {
  const jump = {
    kind: 'trace',
    requestsPerMinuteByApp: { only: [300, 300, 1_800, 1_800, 1_800] },
  } as const;
  const over = { apps: [{ name: 'only', sloMs: 800, rateHz: 5 }], arrivals: jump, durationSeconds: 300 };

  let live: SimulationReport;
  beforeAll(async () => (live = await run({ ...over, plans: 'live' })));

  it('follow a rate that jumps', () => {
    const { plans, faults } = live;
    const later = plans.filter(({ atMs }) => atMs > 120_000);
    expect(plans[0]).toMatchObject({ reason: 'first' });
    expect(plans[0]!.atMs).toBeLessThanOrEqual(0);
    expect(later[0]?.reason).toBe('rate');
    expect(later.at(-1)!.groups[0]!.apps[0]!.rateHz).toBeGreaterThan(20);
    expect(faults).toEqual([]);
  });

  it('are cheaper then than a plan for the rate of before', async () => {
    const fixed = await run({ ...over, plans: 'fixed' });
    expect(fixed.plans).toHaveLength(1);
    expect(live.bill.active).toBeLessThan(fixed.bill.active);
  });
});

describe('an input that is wrong is refused, with all that is wrong', () => {
  it.each<[string, Parameters<typeof run>[0]]>([
    ['durationSeconds', { durationSeconds: Infinity }],
    ['warmUpSeconds', { warmUpSeconds: 150 }],
    ['seed', { seed: 0.5 }],
    ['strategy "none" is unknown', { strategy: 'none' }],
    ['rateHz', { apps: [{ name: 'a', sloMs: 500, rateHz: NaN }] }],
    ['named twice', { apps: [baseInput.apps[0]!, baseInput.apps[0]!] }],
    ['hops.acceptMs', { hops: { ...baseInput.hops, acceptMs: -1 } }],
    ['burstFactor', { arrivals: { kind: 'bursty', burstFactor: 0, quietSeconds: 1, burstSeconds: 1 } }],
    ['minute 1', { arrivals: { kind: 'trace', requestsPerMinuteByApp: { tight: [1, -1] } } }],
    ['not among the apps', { arrivals: { kind: 'trace', requestsPerMinuteByApp: { none: [1] } } }],
    ['requests would arrive', { apps: [{ name: 'a', sloMs: 500, rateHz: 1e6 }] }],
    ['mostInstances', { platform: { maxInstances: 0 } }],
  ])('%s', async (part, over) => {
    await expect(run(over)).rejects.toThrow(InvalidSimulationError);
    await expect(run(over)).rejects.toThrow(part);
  });

  it('an app that the registry refuses is named, and nothing hangs', async () => {
    const apps = [{ name: 'not a name', sloMs: 500, rateHz: 1 }];
    await expect(run({ apps })).rejects.toThrow('no plan could be made');
  });
});
