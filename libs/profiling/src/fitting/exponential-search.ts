import { linearLeastSquares, nonlinearLeastSquares, type Equation } from './least-squares';

/** β is looked for from a twentieth of the least vCPU to four times the greatest: beyond, a curve is flat or a line. */
const [leastPart, mostPart] = [1 / 20, 4];
const steps = 16;

/** A model that is linear but for one β, such as Eq. 1: coefficients times the terms that a point has at this β. */
export interface ExponentialModel<P> {
  readonly terms: (point: P, beta: number) => readonly number[];
}

/** The coefficients of the terms, and β. */
export interface ExponentialFit {
  readonly coefficients: readonly number[];
  readonly beta: number;
}

type Point = { readonly vcpu: number; readonly seconds: number };

/**
 * The fit with the least squares of relative errors: with β given the rest is linear, which finds the valley among several,
 * and all together are refined from there.
 * @returns null where the points do not determine it
 */
export function fitExponential<P extends Point>(
  points: readonly P[],
  model: ExponentialModel<P>,
): ExponentialFit | null {
  const start = bestStart(points, model);
  if (start === null) return null;
  const valueOf = ([beta = 1, ...coefficients]: readonly number[], point: P): number =>
    sumOf(model.terms(point, beta), coefficients);
  const found = nonlinearLeastSquares(
    points.map((point) => ({ x: point, value: point.seconds })),
    {
      start: [start.beta, ...start.coefficients],
      least: [start.beta / 3, ...start.coefficients.map(() => -Infinity)],
      most: [start.beta * 3, ...start.coefficients.map(() => Infinity)],
      value: valueOf,
    },
  );
  const [beta = 1, ...coefficients] = found ?? [];
  const refined = { beta, coefficients };
  return found !== null && squares(points, model, refined) < squares(points, model, start) ? refined : start;
}

function bestStart<P extends Point>(points: readonly P[], model: ExponentialModel<P>): ExponentialFit | null {
  const vcpu = points.map((point) => point.vcpu);
  const [from, to] = [leastPart * Math.min(...vcpu), mostPart * Math.max(...vcpu)];
  const starts = Array.from({ length: steps }, (_, step) => from * (to / from) ** (step / (steps - 1))).flatMap(
    (beta) => {
      const equations = points.map((point): Equation => ({ basis: model.terms(point, beta), value: point.seconds }));
      const coefficients = linearLeastSquares(equations);
      return coefficients === null ? [] : [{ beta, coefficients }];
    },
  );
  const errors = starts.map((start) => squares(points, model, start));
  return starts[errors.indexOf(Math.min(...errors))] ?? null;
}

const squares = <P extends Point>(points: readonly P[], model: ExponentialModel<P>, fit: ExponentialFit): number =>
  points.reduce(
    (sum, point) => sum + (sumOf(model.terms(point, fit.beta), fit.coefficients) / point.seconds - 1) ** 2,
    0,
  );

const sumOf = (terms: readonly number[], coefficients: readonly number[]): number =>
  terms.reduce((sum, term, index) => sum + term * coefficients[index]!, 0);
