/** What one experiment of the report shows. */
export interface Experiment {
  /** Names its files and its place in the page: lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly question: string;
  /** What the paper published on it. */
  readonly published?: string;
  readonly plots: readonly Plot[];
  readonly tables: readonly Table[];
  /** What a reader has to know, such as what could not be had and why. */
  readonly notes: readonly string[];
}

export interface Table {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

interface PlotBase {
  readonly id: string;
  readonly title: string;
  /** With the unit. */
  readonly xLabel: string;
  readonly yLabel: string;
}

/** Points joined by lines. */
export interface LinePlot extends PlotBase {
  readonly kind: 'line';
  readonly logX?: boolean;
  readonly logY?: boolean;
  readonly series: readonly LineSeries[];
}

export interface LineSeries {
  readonly name: string;
  readonly points: readonly (readonly [number, number | null])[];
  /** Measured points: shown as such, without lines between them. */
  readonly dots?: boolean;
  /** Series of one number have one colour; each its own where absent. */
  readonly colour?: number;
}

/** Bars side by side; a value that is null has no bar. */
export interface BarPlot extends PlotBase {
  readonly kind: 'bar';
  readonly categories: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

export type Plot = LinePlot | BarPlot;
