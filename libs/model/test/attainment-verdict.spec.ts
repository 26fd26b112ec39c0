import { attainmentVerdict, binomialTail } from '../src/probability/attainment-verdict';

const of = (requests: number, late: number) => ({ requests, withinSlo: requests - late });

it('the tail of the binomial distribution', () => {
  expect(binomialTail(10, 0.5, 5)).toBeCloseTo(638 / 1024, 12);
  expect(binomialTail(3, 0.1, 1)).toBeCloseTo(1 - 0.9 ** 3, 12);
  expect(binomialTail(10, 0.01, 0)).toBe(1);
  expect(binomialTail(10, 0.01, 11)).toBe(0);
  expect(binomialTail(200_000, 0.01, 2_000)).toBeCloseTo(0.5, 1);
});

it.each([
  [1000, 10, 0.99, 'kept'],
  [1000, 24, 0.99, 'below'],
  [1000, 60, 0.99, 'below'],
  [200, 12, 0.99, 'below'],
  [20, 1, 0.99, 'too-few'],
  [0, 0, 0.99, 'too-few'],
  [1000, 100, 0.9, 'kept'],
  [1000, 150, 0.9, 'below'],
] as const)('of %i requests %i late at an attainment of %d: %s', (requests, late, attainment, verdict) => {
  expect(attainmentVerdict(of(requests, late), attainment)).toBe(verdict);
});

it('a shortfall of five points is seen in whatever counts as judged', () => {
  for (const attainment of [0.5, 0.9, 0.99]) {
    for (let requests = 1; requests < 3_000; requests += 17) {
      const short = Math.round((1 - attainment + 0.05) * requests);
      if (attainmentVerdict(of(requests, 0), attainment) === 'too-few') continue;
      expect(attainmentVerdict(of(requests, short), attainment)).toBe('below');
    }
  }
});
