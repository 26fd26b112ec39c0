/** Where random numbers come from; a caller that wants the same run again gives the same draws. */
export interface RandomDraws {
  /** Uniform in [`min`, `max`). */
  between(min: number, max: number): number;
  /** Standard normal. */
  normal(): number;
}
