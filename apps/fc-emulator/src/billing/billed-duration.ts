/** Relative slack below which a duration counts as on the step: 2.0000000001 s is two steps of 1 s, not three. */
const roundingSlack = 1e-9;

/** A duration rounded up to the billing step, s; a step of 0 bills it exactly. */
export function billedSeconds(durationSeconds: number, stepSeconds: number): number {
  if (stepSeconds <= 0) return durationSeconds;
  const steps = durationSeconds / stepSeconds;
  return Math.max(0, Math.ceil(steps - roundingSlack * Math.max(1, steps))) * stepSeconds;
}
