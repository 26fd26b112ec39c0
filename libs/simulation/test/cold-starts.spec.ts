import { catalogues, priceBooks, shippedProfiles, type ModelProfile } from '@harmonybatch/model';
import { plan, type Plan } from '@harmonybatch/planning';
import { simulate, type SimulationReport } from '@harmonybatch/simulation';

const hour = 3600;
const { cpu, gpu } = shippedProfiles['vgg19']!;
/** A model that takes seconds to be loaded. */
const slowToStart: Record<'cpu' | 'gpu', ModelProfile> = {
  cpu: { cpu: { ...cpu!, initialisationSeconds: 4 } },
  gpu: { gpu: { ...gpu!, initialisationSeconds: 12 } },
};

interface Case {
  readonly type: 'cpu' | 'gpu';
  readonly rateHz: number;
  readonly hours: number;
}

interface Seen {
  readonly plan: Plan;
  readonly report: SimulationReport;
  /** What the plan expects in as long a time. */
  readonly expected: { readonly coldStarts: number; readonly cold: number; readonly total: number };
}

async function seen(
  holding: 'warm' | 'on-demand',
  { type, rateHz, hours }: Case,
  prices = priceBooks['alibaba-current-cny']!,
) {
  const apps = [
    { name: 'soon', sloMs: 1_500, rateHz },
    { name: 'later', sloMs: 3_000, rateHz: 0.7 * rateHz },
  ];
  const terms = {
    ...{ strategy: 'exact', model: 'vgg19', profile: slowToStart[type], holding, overheadMs: 1, apps },
    ...{ prices, catalogue: catalogues['alibaba-current']! },
    assumedCards: { A10: 'fc.gpu.ada.2' },
  };
  const made = plan(terms);
  if (made.kind !== 'planned') throw new Error(JSON.stringify(made));
  const seconds = hours * hour;
  const report = await simulate({
    ...terms,
    ...{ arrivals: { kind: 'poisson' }, plans: 'fixed', durationSeconds: seconds + 300, warmUpSeconds: 300 },
    ...{ seed: 11, hops: { acceptMs: 0, emitMs: 0, answerMs: 0 }, replanner: { sizeAwareDeadlines: false } },
  });
  const { coldPerSecond, costPerSecond } = made.plan.expected;
  const coldStarts = coldHzOf(made.plan) * seconds;
  const expected = { coldStarts, cold: coldPerSecond * seconds, total: costPerSecond * seconds };
  return { plan: made.plan, report, expected } satisfies Seen;
}

const coldHzOf = ({ groups }: Plan): number =>
  groups.reduce((sum, { apps, coldShare, meanBatchSize }) => {
    const rateHz = apps.reduce((all, app) => all + app.rateHz, 0);
    return sum + (coldShare * rateHz) / meanBatchSize;
  }, 0);

/** What is counted varies by chance, the less the more there are; beyond that plans may be off by this part. */
const allowed = (count: number): number => 0.1 + 3 / Math.sqrt(count);

describe('cold starts and what they cost are what the plan says of instances on demand', () => {
  it.each<Case>([
    { type: 'cpu', rateHz: 0.003, hours: 16 },
    { type: 'cpu', rateHz: 0.02, hours: 8 },
    { type: 'cpu', rateHz: 0.3, hours: 2 },
    { type: 'gpu', rateHz: 0.003, hours: 12 },
    { type: 'gpu', rateHz: 0.02, hours: 6 },
  ])('$type functions at $rateHz requests a second', async (asked) => {
    const { report, expected } = await seen('on-demand', asked);
    const off = allowed(expected.coldStarts);
    expect(Math.abs(report.coldStarts / expected.coldStarts - 1)).toBeLessThan(off);
    expect(Math.abs(report.bill.initialisation / expected.cold - 1)).toBeLessThan(off);
    expect(Math.abs(report.bill.total / expected.total - 1)).toBeLessThan(0.03 + 1 / Math.sqrt(report.batches.count));
  });
});

it('of instances that are kept no more than the plan says, and money is what it was planned to be', async () => {
  for (const asked of [
    { type: 'cpu', rateHz: 0.02, hours: 10 },
    { type: 'cpu', rateHz: 1, hours: 0.5 },
  ] as const) {
    const { plan: made, report, expected } = await seen('warm', asked);
    expect(expected.cold).toBeGreaterThan(0);
    expect(report.coldStarts).toBeLessThanOrEqual(expected.coldStarts + 3 * Math.sqrt(expected.coldStarts) + 1);
    expect(Math.abs(report.bill.total / expected.total - 1)).toBeLessThan(0.02);
    for (const { moneyPerSecond } of made.groups)
      expect(moneyPerSecond.idle).toBeGreaterThan(moneyPerSecond.coldStarts);
  }
});

it('of what a book does not bill nothing is expected, and nothing is charged', async () => {
  const prices = { ...priceBooks['alibaba-current-cny']!, billsInitialisation: false };
  const { report, expected } = await seen('on-demand', { type: 'cpu', rateHz: 0.003, hours: 5 }, prices);
  expect(report.coldStarts).toBeGreaterThan(20);
  expect([expected.cold, report.bill.initialisation]).toEqual([0, 0]);
});

it('the money of a group adds up to what its requests cost', async () => {
  const { plan: made } = await seen('on-demand', { type: 'cpu', rateHz: 0.02, hours: 1 });
  for (const { apps, expectedCostPerRequest, moneyPerSecond } of made.groups) {
    const rateHz = apps.reduce((sum, app) => sum + app.rateHz, 0);
    const sum = Object.values(moneyPerSecond).reduce((all: number, part: number) => all + part, 0);
    expect(sum / (expectedCostPerRequest * rateHz)).toBeCloseTo(1, 9);
  }
  expect(made.expected.coldPerSecond).toBeCloseTo(
    made.groups.reduce((sum, { moneyPerSecond }) => sum + moneyPerSecond.coldStarts, 0),
    15,
  );
});
