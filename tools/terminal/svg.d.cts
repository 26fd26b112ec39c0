import type { Line } from './terminal-lines.cjs';

export function terminalSvg(lines: readonly Line[], size: { readonly columns: number; readonly rows: number }): string;
