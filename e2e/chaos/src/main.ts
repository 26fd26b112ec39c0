import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { GuardedProcess } from '@harmonybatch/local-backends';
import { faultSchedule, minuteMs } from './faults/fault-schedule';
import { readOptions, usage, UsageError, type ChaosOptions } from './options';
import { progressLine } from './report/progress-line';
import { reportText } from './report/report-text';
import { ChaosRun, type ChaosRunOptions } from './run-chaos';
import { verdictsOf } from './verdicts/verdicts';

const warmUpMs = 30_000;
const exitCodes = { ok: 0, verdictFails: 1, usage: 2, fault: 3, interrupted: 130 } as const;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function termsOf(options: ChaosOptions, folder: string): ChaosRunOptions {
  const { minutes, rateHz, patientSloMs, seed } = options;
  return {
    rateHz,
    patientSloMs,
    seed,
    warmUpMs,
    baselineMs: minuteMs,
    lastsMs: minutes * minuteMs,
    faults: faultSchedule(minutes, seed, options.faults),
    folders: { state: join(folder, 'state'), logs: resolve(options.keep ?? join(folder, 'logs')) },
  };
}

/** @returns the exit code */
async function chaos(options: ChaosOptions, folder: string, signal: AbortSignal): Promise<number> {
  const terms = termsOf(options, folder);
  const beganAtMs = Date.now();
  say(`${terms.faults.length} faults in ${options.minutes} minutes at ${options.rateHz} req/s, seed ${options.seed}`);
  const observer = {
    onProgress: (progress: Parameters<typeof progressLine>[0]) => say(progressLine(progress, Date.now() - beganAtMs)),
    onSkipped: ({ kind, lane }: { kind: string; lane: string }) =>
      say(`skipped: ${kind} of ${lane}, which is hurt still`),
  };
  const findings = await new ChaosRun(terms, observer, signal).run();
  const verdicts = verdictsOf(findings);
  say(reportText(findings, verdicts));
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify({ options, verdicts, findings }, null, 1));
  return verdicts.every(({ holds }) => holds) ? exitCodes.ok : exitCodes.verdictFails;
}

/** Nothing that was started is left, whatever happened. */
async function run(options: ChaosOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-chaos-'));
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interruption.abort());
  try {
    return await chaos(options, folder, interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted) return exitCodes.interrupted;
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return exitCodes.fault;
  } finally {
    await GuardedProcess.killAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (!options.help) return await run(options);
    say(usage);
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n--help lists all options.\n`);
    return exitCodes.usage;
  }
}

void main().then((code) => process.exit(code));
