import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { Matrix, QrDecomposition } from 'ml-matrix';

/** One equation of a fit: `Σ coefficient · basis ≈ value`. */
export interface Equation {
  readonly basis: readonly number[];
  /** Above 0: what counts is the error relative to it. */
  readonly value: number;
}

/**
 * The coefficients with the least squares of relative errors.
 * @returns null where there are fewer equations than coefficients, or none that are finite solve them
 */
export function linearLeastSquares(equations: readonly Equation[]): number[] | null {
  const width = equations[0]?.basis.length ?? 0;
  if (width === 0 || equations.length < width) return null;
  const relative = new Matrix(equations.map(({ basis, value }) => basis.map((one) => one / value)));
  const decomposition = new QrDecomposition(relative);
  if (!decomposition.isFullRank()) return null;
  const coefficients = decomposition.solve(Matrix.ones(equations.length, 1)).to1DArray();
  return coefficients.every(Number.isFinite) ? coefficients : null;
}

/** Fits begin beside their best place, so that a few steps do. */
const maxIterations = 12;
const step = 1e-6;

/** A function with parameters that do not enter it linearly. */
export interface NonlinearFit<X> {
  readonly start: readonly number[];
  readonly least: readonly number[];
  readonly most: readonly number[];
  readonly value: (parameters: readonly number[], x: X) => number;
}

/**
 * Parameters with the least squares of relative errors, from where the fit starts (Levenberg and Marquardt).
 * @returns null where none that are finite were found
 */
export function nonlinearLeastSquares<X>(
  points: readonly { readonly x: X; readonly value: number }[],
  fit: NonlinearFit<X>,
): number[] | null {
  const places = points.map((_, index) => index);
  const relative = (parameters: number[]) => (place: number) =>
    fit.value(parameters, points[place]!.x) / points[place]!.value;
  const { parameterValues } = levenbergMarquardt({ x: places, y: places.map(() => 1) }, relative, {
    initialValues: [...fit.start],
    minValues: [...fit.least],
    maxValues: [...fit.most],
    maxIterations,
    gradientDifference: step,
    centralDifference: true,
    errorTolerance: 0,
  });
  return parameterValues.every(Number.isFinite) ? parameterValues : null;
}
