export interface Span {
  readonly text: string;
  readonly style: readonly string[];
}

export interface Line {
  readonly atMs: number;
  readonly spans: readonly Span[];
}

export function terminalLines(
  chunks: readonly { readonly atMs: number; readonly text: string }[],
  columns: number,
): Line[];
