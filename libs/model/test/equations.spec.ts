import fc from 'fast-check';
import {
  billedSeconds,
  cpuLatency,
  equivalentTimeoutSeconds,
  gpuBatchLimit,
  gpuLatency,
  invocationCost,
  priceBooks,
  requestsInWindow,
  shippedProfiles,
} from '@harmonybatch/model';

const vgg = shippedProfiles['vgg19']!;
const cny = priceBooks['prototype-2023-cny']!;
const usd = priceBooks['paper-2023-usd']!;

it('Eq. 1: a CPU latency falls towards gamma', () => {
  const { avgSeconds } = cpuLatency(vgg.cpu!, 1.55, 1);
  expect(avgSeconds).toBeCloseTo(1.8260695578676214 * Math.exp(-1.55 / 0.5283726420022545) + 0.18015427168547402, 15);
  expect(() => cpuLatency(vgg.cpu!, 1, 5)).toThrow('batches of 5');
});

it('Eq. 3 and 4: a slice of the card slows a batch down, and the last slice may just have been lost', () => {
  const alone = 0.001679844365532822 * 13 + 0.002113091944793135;
  const { avgSeconds, maxSeconds } = gpuLatency(vgg.gpu!, 2, 2 / 3, 13);
  expect(avgSeconds).toBeCloseTo(12 * alone, 12);
  expect(maxSeconds).toBeCloseTo(1.2 * (Math.ceil(alone / 0.004) * 22 * 0.002 + alone), 12);
});

it('Eq. 4: the whole card is never lost', () => {
  const { avgSeconds, maxSeconds } = gpuLatency(vgg.gpu!, 24, 8, 13);
  expect(maxSeconds).toBe(avgSeconds);
});

it('the part that runs on the host slows down below one core only', () => {
  const bert = shippedProfiles['bert']!.gpu!;
  const of = (vcpu: number) => gpuLatency(bert, 24, vcpu, 1).avgSeconds;
  expect(of(2)).toBe(of(1));
  expect(of(0.5)).toBeGreaterThan(of(1));
});

it('(8): a batch has to fit into the GPU memory', () => {
  const videomae = shippedProfiles['videomae']!.gpu!;
  expect([1, 2, 3, 6].map((gb) => gpuBatchLimit(videomae, gb, 32))).toEqual([0, 4, 6, 32]);
});

it('Eq. 5: two apps, and one alone', () => {
  expect(equivalentTimeoutSeconds([{ timeoutSeconds: 0.4, rateHz: 3 }])).toBe(0.4);
  const two = equivalentTimeoutSeconds([
    { timeoutSeconds: 0.4, rateHz: 10 },
    { timeoutSeconds: 0.6, rateHz: 20 },
  ]);
  expect(two).toBeCloseTo(0.4 + ((20 / 30) * (1 - Math.exp(-10 * 0.2))) / 10, 15);
});

it('Eq. 5: lies between the shortest and the longest timeout', () => {
  const apps = fc.array(
    fc.record({
      timeoutSeconds: fc.double({ min: 0, max: 10, noNaN: true }),
      rateHz: fc.double({ min: 0.001, max: 1000, noNaN: true }),
    }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(apps, (list) => {
      const inOrder = [...list].sort((one, other) => one.timeoutSeconds - other.timeoutSeconds);
      const timeout = equivalentTimeoutSeconds(inOrder);
      expect(timeout).toBeGreaterThanOrEqual(inOrder[0]!.timeoutSeconds - 1e-9);
      expect(timeout).toBeLessThanOrEqual(inOrder[inOrder.length - 1]!.timeoutSeconds + 1e-9);
    }),
    { seed: 5 },
  );
});

it('a window holds the first request and those that follow it', () => {
  expect(requestsInWindow(10, 0)).toBe(1);
  expect(requestsInWindow(10, 0.39)).toBe(4);
});

it('GPU seconds are rounded up where the book says so, CPU durations are exact', () => {
  expect(billedSeconds(cny, 'gpu', 0.3)).toBe(1);
  expect(billedSeconds(cny, 'gpu', 1)).toBe(1);
  expect(billedSeconds(cny, 'gpu', 1.0001)).toBe(2);
  expect(billedSeconds(cny, 'cpu', 0.3)).toBe(0.3);
  expect(billedSeconds(usd, 'gpu', 0.3)).toBe(0.3);
});

it("Eq. 6 by the paper's prices: a GPU function pays its GPU memory alone", () => {
  const gpu = { type: 'gpu', vcpu: 2 / 3, memoryMb: 512, gpuMemoryMb: 2048 } as const;
  expect(invocationCost(usd, gpu, 0.3)).toBeCloseTo(0.3 * 2 * 1.5e-5 + 1.3e-7, 15);
  const cpu = { type: 'cpu', vcpu: 1.55, memoryMb: 1600 } as const;
  expect(invocationCost(usd, cpu, 0.28)).toBeCloseTo(0.28 * 1.55 * 1.3e-5 + 1.3e-7, 15);
});
