import { meanConfidenceShare, sampleStatistics, shareErrors } from '@harmonybatch/profiling';
import { clock, count, money, percent } from '../render/figures';
import { plainText } from '../render/plain-text';
import type { Style } from '../render/terminal';
import type { GpuProfile, ModelProfile } from '@harmonybatch/model';
import type { Forecast } from './forecast';
import { shapeLabel, type MeasuredPoint } from './measured-point';
import type { ProfilingOutcome } from './outcome';
import type { GpuOutcome } from './profile-gpu';
import type { Preparation } from './preparation';
import type { BatchLimit } from './profile-cpu';

/** What measuring is expected to take, before it begins. */
export function forecastLines(
  { usual, most, currency }: Preparation,
  budget: number | undefined,
  known: number,
): string {
  const line = (name: string, { points, runs, seconds, cost }: Forecast): string =>
    `  ${name.padEnd(8)} ${points} points, ${count(runs)} runs, ${clock(seconds)}, ${money(cost)} ${currency}\n`;
  return [
    'Expected, before anything was measured:\n',
    line('usually', usual),
    line('at most', most),
    budget === undefined ? '' : `  It ends where ${money(budget)} ${currency} would be exceeded.\n`,
    known === 0 ? '' : `  ${count(known)} points are measured already.\n`,
  ].join('');
}

/** A point that was measured, or known already. */
export function pointLine(point: MeasuredPoint, isNew: boolean, spent: number, currency: string): string {
  const { meanSeconds, runs } = sampleStatistics(point.seconds);
  const what = `${shapeLabel(point.shape)}, batch ${point.batchSize}`;
  const mean = `${(meanSeconds * 1000).toFixed(1)} ms ± ${percent(meanConfidenceShare(point.seconds))}`;
  return `  ${what.padEnd(30)} ${mean.padEnd(24)} ${count(runs)} runs${isNew ? '' : ', known'}  ${money(spent)} ${currency}\n`;
}

interface Files {
  readonly report: string;
  readonly profile?: string;
}

/** What was found out, for a person. */
export function outcomeText(model: string, outcome: ProfilingOutcome, files: Files, style: Style): string {
  const { cpu, gpu, points, cost, currency } = outcome;
  const runs = points.reduce((sum, { seconds }) => sum + seconds.length, 0);
  const lines = [
    `${style.bold(plainText(model))}: ${count(points.length)} points, ${count(runs)} warm runs, ${money(cost)} ${currency}`,
    ...(cpu?.fits == null
      ? []
      : [`  CPU mean         ${cpu.fits.avg.name}, held out ${heldOut(cpu.profile?.fit?.avg)}`]),
    ...(cpu?.fits == null
      ? []
      : [`  CPU 99 % point   ${cpu.fits.max.name}, held out ${heldOut(cpu.profile?.fit?.max)}`]),
    ...(gpu?.profile == null
      ? []
      : [`  GPU mean         ${gpuForm(gpu.profile)}, held out ${heldOut(gpu.profile.fit?.avg)}`]),
    ...(gpu === undefined ? [] : sharesLine(gpu)),
    ...(cpu?.batchLimit === undefined ? [] : [`  batches          ${batchLimitText(cpu.batchLimit)}`]),
    `  cold starts      ${coldLine(points)}`,
    `  page             ${plainText(files.report)}`,
    ...(files.profile === undefined ? [] : [`  profile          ${plainText(files.profile)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

const heldOut = (fit: { readonly heldOutShare: number } | undefined): string =>
  fit === undefined ? '–' : `± ${percent(fit.heldOutShare)} at most`;

function gpuForm({ xi1SecondsPerRequest, xi2Seconds, measured }: GpuProfile): string {
  if (measured !== undefined) return `table of ${count(measured.length)} batch sizes`;
  return `${(xi1SecondsPerRequest * 1000).toPrecision(3)} ms · b + ${(xi2Seconds * 1000).toPrecision(3)} ms`;
}

/** What Eq. 3 is worth where the card is shared; no line where it is not. */
function sharesLine({ samples, profile }: GpuOutcome): string[] {
  const errors = profile === null ? [] : shareErrors(samples, profile);
  if (errors.length === 0) return [];
  const signed = (share: number): string => `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;
  return [`  GPU shares       Eq. 3 is ${signed(Math.min(...errors))} to ${signed(Math.max(...errors))} off`];
}

const batchLimitText = ({ batchSize, reason }: BatchLimit): string =>
  plainText(`at most ${count(batchSize)}, for ${reason}`);

function coldLine(points: readonly MeasuredPoint[]): string {
  const first = points.flatMap(({ coldStarts }) => coldStarts);
  if (first.length === 0) return 'none met';
  const longest = first.reduce((one, other) => (other.seconds > one.seconds ? other : one));
  return `up to ${(longest.seconds * 1000).toFixed(0)} ms, of it ${(longest.initSeconds * 1000).toFixed(0)} ms before the function ran`;
}

/** The same for a program. */
export function outcomeJson(
  model: string,
  { cpu, gpu, points, cost, currency }: ProfilingOutcome,
  profile: ModelProfile | null,
  advice: readonly string[],
  files: Files,
) {
  return {
    model,
    isGood: profile !== null && advice.length === 0,
    advice,
    points: points.length,
    runs: points.reduce((sum, { seconds }) => sum + seconds.length, 0),
    cost: { amount: cost, currency },
    forms: cpu?.fits == null ? null : { avg: cpu.fits.avg.name, max: cpu.fits.max.name },
    checks: cpu?.checks ?? [],
    batchLimit: cpu?.batchLimit ?? null,
    gpuPoints: gpu?.samples.length ?? 0,
    coldStarts: points.flatMap(({ coldStarts }) => coldStarts),
    profile,
    files,
  };
}
