import { chooseForm } from '../src/fitting/choose-form';
import type { FitPoint } from '../src/fitting/surface';

const sizes = [0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4];
const pointsOf = (seconds: (vcpu: number, batchSize: number) => number, batchSizes = [1, 4]): FitPoint[] =>
  batchSizes.flatMap((batchSize) => sizes.map((vcpu) => ({ vcpu, batchSize, seconds: seconds(vcpu, batchSize) })));

/** Falls with the cores to a point and rises again, as tails do where throttling begins. */
const throttled = (vcpu: number, batchSize: number): number => batchSize * (vcpu <= 1 ? 0.2 / vcpu : 0.2 * vcpu ** 0.5);

it.each([
  ['work / vCPU, linear in the batch', (c: number, b: number) => (0.2 * b + 0.05) / c + 0.01 * b + 0.02],
  ['Eq. 1, linear in the batch', (c: number, b: number) => (2 * b + 1) * Math.exp(-c / 0.5) + 0.1 * b + 0.05],
  ['Eq. 1, each batch size by itself', (c: number, b: number) => 3 * b * Math.exp(-c / (0.3 + 0.2 * b)) + 0.2 * b ** 2],
  ['work / vCPU, each batch size by itself', (c: number, b: number) => (0.2 * b ** 2) / c + 0.05],
  ['the measured table', throttled],
] as const)('latencies of the form %s are told by it', (name, seconds) => {
  const batchSizes = name === 'work / vCPU, each batch size by itself' ? [1, 2, 4] : [1, 4];
  const chosen = chooseForm(pointsOf(seconds, batchSizes));
  expect(chosen?.name).toBe(name);
  if (name !== 'the measured table') expect(chosen!.residualShare).toBeLessThan(1e-3);
});

it('between two batch sizes that were measured lies a line', () => {
  const { surface } = chooseForm(pointsOf(throttled))!;
  expect(surface.seconds({ vcpu: 2.8, batchSize: 2 })).toBeCloseTo(2 * throttled(2.8, 1), 9);
  expect(surface.curve(2)?.form).toBe('measured');
  expect(surface.curve(5)).toBeNull();
  expect(surface.seconds({ vcpu: 8, batchSize: 1 })).toBeNull();
});

it('needs points between others', () => {
  expect(chooseForm(pointsOf(throttled).slice(0, 1))).toBeNull();
  expect(chooseForm([])).toBeNull();
});

it('noise does not buy a form more numbers', () => {
  const wave = (c: number, b: number): number => ((0.2 * b) / c) * (1 + 0.01 * Math.sin(40 * c + b));
  expect(chooseForm(pointsOf(wave))!.name).toMatch(/^work/);
});
