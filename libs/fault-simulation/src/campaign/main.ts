import { runCampaign } from './campaign';
import { readArguments, usage, type CampaignArguments } from './campaign-arguments';
import { campaignText, failureText, replayCommand, replayText } from './campaign-text';
import type { BlockReport } from './run-block';
import { runSeed } from './run-seed';

const [kept, broken, misused] = [0, 1, 2];
const maxFailuresShown = 10;
const progressEveryMs = 2_000;
const msPerSecond = 1000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const printError = (text: string): void => void process.stderr.write(`${text}\n`);

/** The command `sim`. @returns its exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  if (asked.kind === 'replay') return replay(asked);
  if (asked.kind === 'campaign') return campaign(asked);
  if (asked.kind === 'help') {
    say(usage);
    return kept;
  }
  printError(`${asked.why}\n\n${usage}`);
  return misused;
}

async function replay({ seed, without, json }: Extract<CampaignArguments, { kind: 'replay' }>): Promise<number> {
  const report = await runSeed(seed, { without, keepsHistory: true });
  say(json ? JSON.stringify(report, null, 2) : replayText(report, without));
  return report.violations.length === 0 ? kept : broken;
}

async function campaign(asked: Extract<CampaignArguments, { kind: 'campaign' }>): Promise<number> {
  const { without, json } = asked;
  const startMs = Date.now();
  const seconds = (): number => (Date.now() - startMs) / msPerSecond;
  const onProgress = progress(asked, seconds);
  const report = await runCampaign({ ...asked, onProgress });
  const failures = report.failures.map((failure) => ({ ...failure, replay: replayCommand(failure.seed, without) }));
  say(json ? JSON.stringify({ ...report, failures, seconds: seconds() }, null, 2) : campaignText(report, seconds()));
  return failures.length === 0 ? kept : broken;
}

/** Tells of failures as they come, and now and then how far it is. */
function progress(
  { count, without }: Extract<CampaignArguments, { kind: 'campaign' }>,
  seconds: () => number,
): (block: BlockReport, soFar: BlockReport) => void {
  let shown = 0;
  let toldAtMs = Date.now();
  return (block, soFar) => {
    for (const failure of block.failures) {
      if (shown < maxFailuresShown) printError(`${failureText(failure, without)}\n`);
      shown += 1;
    }
    if (Date.now() - toldAtMs < progressEveryMs) return;
    toldAtMs = Date.now();
    const rate = Math.round(soFar.seeds / seconds());
    printError(`${soFar.seeds} of ${count} seeds, ${rate} seeds/s, ${soFar.failures.length} broke a promise`);
  };
}
