import { describeFault } from '../scenario/fault';
import type { Safeguard } from '../safeguards/safeguard';
import type { BlockReport } from './run-block';
import type { SeedReport } from './run-seed';

const maxViolations = 5;
const number = (value: number): string => value.toLocaleString('en-US');

/** The command that replays a seed exactly. */
export const replayCommand = (seed: number, without: Safeguard | null): string =>
  `npm run sim -- --seed ${seed}${without === null ? '' : ` --without ${without}`}`;

/** What a reader needs of a seed that broke a promise. */
export function failureText(report: SeedReport, without: Safeguard | null): string {
  const { seed, violations, faults } = report;
  const more = violations.length - maxViolations;
  return [
    `seed ${seed} broke a promise:`,
    ...violations.slice(0, maxViolations).map(({ kind, atMs, text }) => `  ${kind} at ${atMs.toFixed(1)} ms: ${text}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '  faults:',
    ...faults.map((fault) => `    ${describeFault(fault)}`),
    `  replay: ${replayCommand(seed, without)}`,
  ].join('\n');
}

/** One seed in full. */
export const replayText = (report: SeedReport, without: Safeguard | null): string =>
  [
    ...report.history,
    '',
    report.violations.length > 0
      ? failureText(report, without)
      : `seed ${report.seed} kept all promises; ${report.requests} requests under these faults:\n` +
        report.faults.map((fault) => `    ${describeFault(fault)}`).join('\n'),
    `digest ${report.digest}`,
  ].join('\n');

/** All seeds in a few lines. */
export function campaignText({ seeds, requests, faults, causes, failures }: BlockReport, seconds: number): string {
  const explained = Object.entries(causes).sort(([, one], [, other]) => other - one);
  return [
    `${number(seeds)} seeds, ${number(requests)} requests, ${number(faults)} faults in ${seconds.toFixed(1)} s ` +
      `(${number(Math.round(seeds / seconds))} seeds/s)`,
    ...(explained.length > 0 ? ['second outcomes and invocations, by what explains them:'] : []),
    ...explained.map(([cause, count]) => `  ${number(count).padStart(9)}  ${cause}`),
    failures.length === 0 ? 'every promise was kept' : `${number(failures.length)} seeds broke a promise`,
  ].join('\n');
}
