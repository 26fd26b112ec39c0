/** A slider's steps from one end to the other. */
export const steps = 200;

/** Where a value stands on a slider whose steps are equal factors. @param value between the ends */
export function stepOf(value: number, least: number, most: number): number {
  const inside = Math.min(most, Math.max(least, value));
  return Math.round((steps * Math.log(inside / least)) / Math.log(most / least));
}

/** The value of a step, in two digits that count, so that figures stay readable. */
export function valueOf(step: number, least: number, most: number): number {
  return Number((least * (most / least) ** (step / steps)).toPrecision(2));
}
