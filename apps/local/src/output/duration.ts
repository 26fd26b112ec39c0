/** Milliseconds as seconds with one decimal, as people read them. */
export const decimalSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
