import {
  catalogues,
  cpuLatency,
  cpuShape,
  curveSeconds,
  knownVcpu,
  profileFault,
  type CpuCurve,
  type CpuProfile,
} from '@harmonybatch/model';
import { batchSeconds } from '../src/execution/batch-duration';
import { EvenDraws } from './support/even-draws';

const memoryMb = { slopeMbPerRequest: 0, baseMb: 512 };
const reciprocal: CpuCurve = { form: 'reciprocal', workVcpuSeconds: 0.4, baseSeconds: 0.05 };
const falling: CpuCurve = { alphaSeconds: 2, betaVcpu: 0.5, gammaSeconds: -0.01 };
const table: CpuCurve = {
  form: 'measured',
  points: [
    { vcpu: 0.5, seconds: 0.8 },
    { vcpu: 1, seconds: 0.4 },
    { vcpu: 2, seconds: 0.3 },
  ],
};
const profileOf = (avg: CpuCurve, max: CpuCurve = avg, more: Partial<CpuProfile> = {}): CpuProfile => ({
  memoryMb,
  avg: [avg],
  max: [max],
  ...more,
});

describe('a curve', () => {
  it('of the exponential form needs no name', () => {
    const plain = { alphaSeconds: 1, betaVcpu: 0.5, gammaSeconds: 0.1 };
    expect(curveSeconds({ form: 'exponential', ...plain }, 0.7)).toBe(curveSeconds(plain, 0.7));
  });

  it('of the reciprocal form gives work to cores', () => {
    expect(curveSeconds(reciprocal, 0.5)).toBeCloseTo(0.85, 12);
    expect(curveSeconds(reciprocal, 4)).toBeCloseTo(0.15, 12);
  });

  it('that was measured goes through its points, exactly as work over cores in between, and ends with them', () => {
    expect([0.5, 1, 2].map((vcpu) => curveSeconds(table, vcpu))).toEqual([0.8, 0.4, 0.3]);
    expect(curveSeconds(table, 0.8)).toBeCloseTo(0.4 / 0.8, 12);
    expect(curveSeconds(table, 4 / 3)).toBeCloseTo(0.35, 12);
    for (const vcpu of [0.49, 2.01]) expect(() => curveSeconds(table, vcpu)).toThrow(RangeError);
  });
});

describe('where a latency is known', () => {
  it('has no end for formulas that stay above zero', () => {
    expect(knownVcpu(profileOf(reciprocal))).toEqual({ least: 0, most: Infinity });
  });

  it('is what all tables hold, and what was measured where a formula falls below zero', () => {
    expect(knownVcpu(profileOf(reciprocal, table))).toEqual({ least: 0.5, most: 2 });
    const measuredVcpu = { least: 0.2, most: 1.5 };
    expect(knownVcpu(profileOf(falling, table, { measuredVcpu }))).toEqual({ least: 0.5, most: 1.5 });
    expect(knownVcpu(profileOf(reciprocal, reciprocal, { measuredVcpu }))).toEqual({ least: 0, most: Infinity });
  });

  it('is where functions are', () => {
    const profile = profileOf(table);
    const offered = [0.45, 0.5, 2, 2.05].map((vcpu) => cpuShape(catalogues['alibaba-2023']!, profile, vcpu, 1)?.vcpu);
    expect(offered).toEqual([undefined, 0.5, 2, undefined]);
  });

  it('is where the emulated function runs, with the mean of its curve', () => {
    const random = new EvenDraws();
    const shape = { type: 'cpu', vcpu: 0.8, memoryMb: 1024 } as const;
    const profile = { cpu: profileOf(table, reciprocal) };
    const runs = Array.from({ length: 4000 }, () => Number(batchSeconds(profile, shape, 1, random)));
    const mean = runs.reduce((sum, seconds) => sum + seconds, 0) / runs.length;
    expect(mean / cpuLatency(profile.cpu, 0.8, 1).avgSeconds).toBeCloseTo(1, 2);
    expect(batchSeconds(profile, { ...shape, vcpu: 3 }, 1, random)).toEqual({
      fault: expect.stringContaining('0.5 to 2 vCPU'),
    });
  });
});

describe('a profile is refused', () => {
  const gpu = {
    card: 'A10',
    cardMemoryGb: 24,
    timeSliceSeconds: 0.002,
    xi1SecondsPerRequest: 0.01,
    xi2Seconds: 0,
    memoryMb: 512,
    batchLimitByGb: [],
    gpuShare: 0.5,
    cpuShare: 0.4,
  };
  const apart: CpuCurve = { form: 'measured', points: [{ vcpu: 4, seconds: 1 }] };
  const unordered: CpuCurve = { form: 'measured', points: [...table.points].reverse() };

  it.each([
    ['as many', { cpu: { ...profileOf(reciprocal), max: [reciprocal, reciprocal] } }, '/cpu'],
    [
      'as many',
      { cpu: profileOf(reciprocal, reciprocal, { quantiles: [{ share: 0.5, curves: [] }] }) },
      '/cpu/quantiles/0',
    ],
    ['measuredVcpu', { cpu: profileOf(falling) }, '/cpu/avg/0'],
    ['above zero', { cpu: profileOf(falling, falling, { measuredVcpu: { least: 1, most: 3 } }) }, '/cpu/avg/0'],
    [
      'smaller',
      { cpu: profileOf(reciprocal, reciprocal, { measuredVcpu: { least: 2, most: 1 } }) },
      '/cpu/measuredVcpu',
    ],
    ['order', { cpu: profileOf(reciprocal, unordered) }, '/cpu/max/0'],
    ['the same vCPU', { cpu: profileOf(table, apart) }, '/cpu'],
    ['add up to 1', { gpu }, '/gpu'],
  ])('because of what no schema says: %s', (words, profile, field) => {
    const fault = profileFault(profile);
    expect(fault?.field).toBe(field);
    expect(fault?.message).toContain(words);
  });

  it('but not for falling below zero beyond what was measured', () => {
    expect(profileFault({ cpu: profileOf(falling, table, { measuredVcpu: { least: 0.5, most: 2 } }) })).toBeNull();
  });
});
