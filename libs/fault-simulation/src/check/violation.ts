/** A promise that was not kept. */
export interface Violation {
  readonly kind:
    | 'lost'
    | 'stuck'
    | 'second outcome'
    | 'second invocation'
    | 'invented answer'
    | 'late invocation'
    | 'needless failure'
    | 'unbounded memory'
    | 'failure';
  /** Since the scenario began, ms. */
  readonly atMs: number;
  readonly text: string;
}
