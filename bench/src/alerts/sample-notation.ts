/** A series as it was each second: null where it was not there. */
export interface SampledSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (number | null)[];
}

/** Milliseconds of a Unix time in seconds: no digit that a service tells is lost. */
const digits = 13;

/** Where a series ends it is marked so, as by a scrape that misses it: promtool would go on with its last value for five minutes. */
const tokenAt = (values: SampledSeries['values'], at: number): string => {
  const value = values[at] ?? null;
  if (value !== null) return decimal(value);
  return at > 0 && (values[at - 1] ?? null) !== null ? 'stale' : '_';
};

/** Without an exponent, which the notation does not have everywhere. */
function decimal(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : '-Inf';
  const short = String(Number(value.toPrecision(digits)));
  return short.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : short;
}

/** Samples in the notation of promtool: `0x4 7 stale _x2` is five times 0, once 7, gone three times. */
export function valuesNotation(values: SampledSeries['values']): string {
  const runs: { readonly token: string; times: number }[] = [];
  values.forEach((_, at) => {
    const token = tokenAt(values, at);
    const last = runs.at(-1);
    if (last?.token === token) last.times += 1;
    else runs.push({ token, times: 1 });
  });
  return runs.map(runNotation).join(' ');
}

/** `7x2` is three times 7, `_x2` is twice nothing. */
function runNotation({ token, times }: { readonly token: string; readonly times: number }): string {
  if (times === 1) return token;
  return token === '_' ? `_x${times}` : `${token}x${times - 1}`;
}

/** Name and labels of a series: `up{instance="a",job="b"}`. */
export function seriesNotation({ __name__: name = '', ...labels }: SampledSeries['metric']): string {
  const pairs = Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1));
  return `${name}{${pairs.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`;
}
