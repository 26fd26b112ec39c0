/** Names and labels of series, a line each, without their values: `harmonybatch_ready{instance,job}`. Series of rules are left out. */
export function seriesLines(series: readonly Readonly<Record<string, string>>[]): string[] {
  const lines = series
    .filter(({ __name__: name = '' }) => !name.includes(':'))
    .map(({ __name__: name, ...labels }) => `${name}{${Object.keys(labels).sort().join(',')}}`);
  return [...new Set(lines)].sort();
}
