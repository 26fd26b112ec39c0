import { isSamePoint } from '../samples/samples';
import { jointExponential, jointReciprocal } from './joint-forms';
import { rowExponential, rowReciprocal, rowTable } from './row-forms';
import type { FitPoint, Form, Surface } from './surface';

const forms: readonly Form[] = [jointReciprocal, jointExponential, rowReciprocal, rowExponential, rowTable];

/** A form whose error is within this factor of the best one's is preferred where it takes fewer numbers. */
const asGood = 1.15;
/** Errors below this are none: no clock tells them. */
const negligible = 1e-3;

/** What a fit said of a point that it had not seen. */
export interface HeldOutError {
  readonly point: FitPoint;
  /** Relative to what was measured; above 0 where the fit says too much. */
  readonly errorShare: number;
}

/** The form that describes the points best, and how well. */
export interface ChosenForm {
  readonly name: string;
  readonly surface: Surface;
  /** Each point between others, as told by the fit of all others. */
  readonly heldOut: readonly HeldOutError[];
  /** Root of the mean square of relative errors at the points themselves. */
  readonly residualShare: number;
}

/**
 * Chooses by the error at points that were left out of the fit, one after the other: those on sizes between the least and
 * the greatest, for beyond them a formula is not followed.
 * @returns null where the points determine no form
 */
export function chooseForm(points: readonly FitPoint[]): ChosenForm | null {
  const judged = forms.flatMap((form) => judge(form, points) ?? []);
  const errors = judged.map(({ heldOut }) => rootMeanSquare(heldOut.map(({ errorShare }) => errorShare)));
  const best = Math.min(...errors);
  const good = judged.filter((_, index) => errors[index]! <= best * asGood + negligible);
  return good.sort((one, other) => one.parameters - other.parameters)[0] ?? null;
}

function judge(form: Form, points: readonly FitPoint[]): (ChosenForm & { readonly parameters: number }) | null {
  const surface = form.fit(points);
  if (surface === null || !isLatency(surface, points)) return null;
  const heldOut = heldOutErrors(form, points);
  if (heldOut === null) return null;
  const residuals = points.map((point) => errorAt(surface, point) ?? Infinity);
  const parameters = form.parameters(points);
  return { name: form.name, surface, heldOut, residualShare: rootMeanSquare(residuals), parameters };
}

/** null where there is none, and where the form says nothing of one of them. */
function heldOutErrors(form: Form, points: readonly FitPoint[]): HeldOutError[] | null {
  const found: HeldOutError[] = [];
  for (const point of betweenOthers(points)) {
    const surface = form.fit(points.filter((other) => !isSamePoint(other, point)));
    const errorShare = surface === null ? null : errorAt(surface, point);
    if (errorShare === null) return null;
    found.push({ point, errorShare });
  }
  return found.length === 0 ? null : found;
}

function betweenOthers(points: readonly FitPoint[]): FitPoint[] {
  const sizes = points.map(({ vcpu }) => vcpu);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  return points.filter(({ vcpu }) => vcpu > least && vcpu < most);
}

/** How far a surface is from a point, relative to it; null where it says nothing there. */
export function errorAt(surface: Surface, point: FitPoint): number | null {
  const said = surface.seconds(point);
  return said === null ? null : said / point.seconds - 1;
}

/** Whether it is above zero wherever it was measured, for all batch sizes up to the largest. */
function isLatency(surface: Surface, points: readonly FitPoint[]): boolean {
  const most = Math.max(...points.map(({ batchSize }) => batchSize));
  const sizes = Array.from({ length: most }, (_, index) => index + 1);
  return points.every(({ vcpu }) =>
    sizes.every((batchSize) => {
      const seconds = surface.seconds({ vcpu, batchSize });
      return seconds === null || seconds > 0;
    }),
  );
}

export const rootMeanSquare = (values: readonly number[]): number =>
  values.length === 0 ? Infinity : Math.sqrt(values.reduce((sum, one) => sum + one * one, 0) / values.length);
