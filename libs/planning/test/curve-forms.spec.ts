import {
  catalogues,
  cpuLatency,
  cpuShape,
  invocationCost,
  latencyReach,
  priceBooks,
  shippedProfiles,
  vcpuAt,
  vcpuSizes,
  type CpuCurve,
  type CpuProfile,
} from '@harmonybatch/model';
import { funcProvision, plan, type Member, type PlanningContext } from '@harmonybatch/planning';
import fc from 'fast-check';
import { batchFills } from '../src/provisioning/batch-filling';

/** It bills cores alone, which is what Theorem 1 minimises. */
const prices = priceBooks['paper-2023-usd']!;
const catalogue = catalogues['alibaba-current']!;
const batchSizes = [1, 2, 3, 4];
const gridVcpu = Array.from({ length: vcpuSizes(catalogue) }, (_, size) => vcpuAt(catalogue, size));

/** A table whose latencies go up and down, as the tails of throttled functions do. */
const tables = fc
  .record({
    vcpu: fc.uniqueArray(fc.constantFrom(...gridVcpu), { minLength: 2, maxLength: 6 }),
    factors: fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 6, maxLength: 6 }),
  })
  .map(({ vcpu, factors }): CpuCurve => {
    const points = [...vcpu].sort((one, other) => one - other);
    return { form: 'measured', points: points.map((c, index) => ({ vcpu: c, seconds: (0.2 * factors[index]!) / c })) };
  });
const reciprocals = fc
  .record({
    workVcpuSeconds: fc.double({ min: 0.01, max: 2, noNaN: true }),
    baseSeconds: fc.constantFrom(0, 0.01, 0.1),
  })
  .map((fields): CpuCurve => ({ form: 'reciprocal', ...fields }));
const exponentials = fc
  .record({
    alphaSeconds: fc.double({ min: 0.1, max: 5, noNaN: true }),
    betaVcpu: fc.double({ min: 0.2, max: 1, noNaN: true }),
    gammaSeconds: fc.constantFrom(-0.001, 0.01, 0.3),
  })
  .map((fields): CpuCurve => fields);

const scaled = (curve: CpuCurve, by: number): CpuCurve => {
  if (curve.form === 'measured')
    return { ...curve, points: curve.points.map(({ vcpu, seconds }) => ({ vcpu, seconds: seconds * by })) };
  if (curve.form === 'reciprocal')
    return { ...curve, workVcpuSeconds: curve.workVcpuSeconds * by, baseSeconds: curve.baseSeconds * by };
  return { ...curve, alphaSeconds: curve.alphaSeconds * by, gammaSeconds: curve.gammaSeconds * by };
};

const profiles = fc
  .record({ avg: fc.oneof(tables, reciprocals, exponentials), max: fc.option(tables, { nil: undefined }) })
  .map(({ avg, max }): CpuProfile => ({
    memoryMb: { slopeMbPerRequest: 40, baseMb: 300 },
    avg: batchSizes.map((size) => scaled(avg, size)),
    max: batchSizes.map((size) => scaled(max ?? scaled(avg, 1.2), size)),
    measuredVcpu: { least: 0.05, most: 1 },
  }));

const groups = fc.array(
  fc.record({
    sloSeconds: fc.double({ min: 0.05, max: 5, noNaN: true }),
    rateHz: fc.double({ min: 0.1, max: 20, noNaN: true }),
  }),
  { minLength: 1, maxLength: 3 },
);

/** The least price of a request over every size and batch size there is. */
function leastPrice({ profile }: PlanningContext, members: readonly Member[]): number {
  const cpu = profile.cpu!;
  const priced = gridVcpu.flatMap((vcpu) =>
    batchSizes.flatMap((batchSize) => {
      const shape = cpuShape(catalogue, cpu, vcpu, batchSize);
      if (shape === null) return [];
      const latency = cpuLatency(cpu, vcpu, batchSize);
      return batchFills(members, batchSize, latency)
        ? [invocationCost(prices, shape, latency.avgSeconds) / batchSize]
        : [];
    }),
  );
  return Math.min(Infinity, ...priced);
}

it('the best CPU function of a group is found for curves of every form', () => {
  let found = 0;
  fc.assert(
    fc.property(profiles, groups, (cpu, apps) => {
      const members = [...apps]
        .sort((one, other) => one.sloSeconds - other.sloSeconds)
        .map((app, index): Member => ({ name: `app${index}`, reach: latencyReach(0.99), ...app }));
      const context: PlanningContext = { profile: { cpu }, prices, catalogue };
      const best = funcProvision(context, members)?.costPerRequest ?? Infinity;
      const least = leastPrice(context, members);
      if (least < Infinity) found += 1;
      if (least === Infinity) expect(best).toBe(Infinity);
      else expect(best / least).toBeCloseTo(1, 9);
    }),
    { seed: 20240617, numRuns: 400 },
  );
  expect(found).toBeGreaterThan(100);
});

describe('a plan', () => {
  const apps = [{ name: 'a', sloMs: 2_000, rateHz: 0.5 }];
  const request = { model: 'mine', strategy: 'exact' as const, overheadMs: 20, prices, catalogue, apps };
  const profileOf = (curve: CpuCurve, more: Partial<CpuProfile> = {}) => ({
    cpu: { memoryMb: { slopeMbPerRequest: 0, baseMb: 128 }, avg: [curve], max: [curve], ...more },
  });
  const planned = (profile: ReturnType<typeof profileOf>) => {
    const result = plan({ ...request, profile });
    if (result.kind !== 'planned') throw new Error(`${result.kind}`);
    return { vcpu: result.plan.groups[0]!.function.vcpu, notes: result.plan.notes.join('\n') };
  };

  it('stays within a table, and says where it leaves what a formula was measured on', () => {
    const work = { form: 'reciprocal', workVcpuSeconds: 0.15, baseSeconds: 0.01 } as const;
    const points = [0.5, 1, 2].map((vcpu) => ({ vcpu, seconds: 0.15 / vcpu + 0.01 }));
    expect(planned(profileOf({ form: 'measured', points }))).toEqual({ vcpu: 0.5, notes: '' });
    const beyond = planned(profileOf(work, { measuredVcpu: { least: 0.5, most: 2 } }));
    expect(beyond.vcpu).toBeLessThan(0.5);
    expect(beyond.notes).toContain('outside of the 0.5 to 2 vCPU');
  });

  it('takes a published fit that falls below zero within its range alone', () => {
    const curve = { alphaSeconds: 1, betaVcpu: 0.5, gammaSeconds: -0.002 };
    const { vcpu, notes } = planned(profileOf(curve, { measuredVcpu: { least: 0.5, most: 2 } }));
    expect(vcpu).toBeGreaterThanOrEqual(0.5);
    expect(vcpu).toBeLessThanOrEqual(2);
    expect(notes).toBe('');
  });

  it('by a table of the published curve costs what it does by the curve', () => {
    const [curve] = shippedProfiles['vgg19']!.cpu!.avg;
    const dense = gridVcpu.map((vcpu) => ({ vcpu, seconds: cpuLatency(profileOf(curve!).cpu, vcpu, 1).avgSeconds }));
    const plain = planned(profileOf(curve!));
    expect(planned(profileOf({ form: 'measured', points: dense })).vcpu).toBe(plain.vcpu);
  });
});
