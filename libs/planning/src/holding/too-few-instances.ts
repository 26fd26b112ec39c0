/** Apps need more instances than functions may have. */
export class TooFewInstancesError extends Error {
  override readonly name = 'TooFewInstances';

  constructor(
    readonly apps: readonly string[],
    /** Instances that run a batch at any time, mean: fewer can never be enough. */
    readonly meanBusy: number,
    /** What one function may have. */
    readonly maxInstances: number,
  ) {
    super(
      `${apps.join(', ')}: ${Math.ceil(meanBusy)} instances are busy at any time, a function may have ${maxInstances}`,
    );
  }
}
