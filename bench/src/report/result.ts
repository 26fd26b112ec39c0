/** What JSON holds. */
export type Figures = { readonly [name: string]: number | string | boolean | null | Figures | readonly Figures[] };

/** What one benchmark found: lines for a reader, figures for a program. */
export interface Result {
  readonly lines: readonly string[];
  readonly figures: Figures;
}
