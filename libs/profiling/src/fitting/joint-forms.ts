import { curveSeconds, type CpuCurve } from '@harmonybatch/model';
import { fitExponential } from './exponential-search';
import { linearLeastSquares } from './least-squares';
import { distinct, type FitPoint, type Form, type Surface } from './surface';

/** Two values of each are needed to tell how a latency depends on it. */
const spans = (points: readonly FitPoint[], vcpuSizes: number): boolean =>
  distinct(points.map(({ vcpu }) => vcpu)).length >= vcpuSizes &&
  distinct(points.map(({ batchSize }) => batchSize)).length >= 2;

const surfaceOf = (curve: (batchSize: number) => CpuCurve | null): Surface => ({
  curve,
  seconds: ({ vcpu, batchSize }) => {
    const found = curve(batchSize);
    return found === null ? null : curveSeconds(found, vcpu);
  },
});

/** Work over cores, both parts a line over the batch size: `(w1·b + w0) / c + d1·b + d0`. */
export const jointReciprocal: Form = {
  name: 'work / vCPU, linear in the batch',
  parameters: () => 4,
  fit(points) {
    if (!spans(points, 2)) return null;
    const found = linearLeastSquares(
      points.map(({ vcpu, batchSize, seconds }) => ({
        basis: [batchSize / vcpu, 1 / vcpu, batchSize, 1],
        value: seconds,
      })),
    );
    if (found === null) return null;
    const [w1, w0, d1, d0] = found as [number, number, number, number];
    return surfaceOf((batchSize) => {
      const workVcpuSeconds = w1 * batchSize + w0;
      return workVcpuSeconds < 0 ? null : { form: 'reciprocal', workVcpuSeconds, baseSeconds: d1 * batchSize + d0 };
    });
  },
};

/** Eq. 1 with one β, its other coefficients lines over the batch size. */
export const jointExponential: Form = {
  name: 'Eq. 1, linear in the batch',
  parameters: () => 5,
  fit(points) {
    if (!spans(points, 3) || points.length < 5) return null;
    const found = fitExponential(points, {
      terms: ({ vcpu, batchSize }, beta) => {
        const fall = Math.exp(-vcpu / beta);
        return [batchSize * fall, fall, batchSize, 1];
      },
    });
    if (found === null) return null;
    const [a1, a0, g1, g0] = found.coefficients as [number, number, number, number];
    return surfaceOf((batchSize) => {
      const alphaSeconds = a1 * batchSize + a0;
      const gammaSeconds = g1 * batchSize + g0;
      return alphaSeconds < 0 ? null : { alphaSeconds, betaVcpu: found.beta, gammaSeconds };
    });
  },
};
