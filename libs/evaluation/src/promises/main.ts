import { runSweep } from './sweep';
import { readSweepArguments, sweepUsage, type SweepArguments } from './sweep-arguments';
import { sweepText } from './sweep-text';
import { sweepVerdict } from './sweep-verdict';

const [kept, broken, misused] = [0, 1, 2];
const progressEveryMs = 5_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const printError = (text: string): void => void process.stderr.write(`${text}\n`);

/** The command `promises`. @returns its exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const asked = readSweepArguments(args);
  if (asked.kind === 'sweep') return sweep(asked);
  if (asked.kind === 'help') {
    say(sweepUsage);
    return kept;
  }
  printError(`${asked.why}\n\n${sweepUsage}`);
  return misused;
}

async function sweep(asked: Extract<SweepArguments, { kind: 'sweep' }>): Promise<number> {
  const startMs = Date.now();
  const all = await runSweep({ ...asked, onProgress: progress(asked.count) });
  const verdict = sweepVerdict(all);
  const seconds = (Date.now() - startMs) / 1000;
  say(asked.json ? JSON.stringify({ verdict, seconds, instances: all }, null, 2) : sweepText(verdict, seconds));
  return verdict.broken.length === 0 ? kept : broken;
}

function progress(count: number): (done: number) => void {
  let toldAtMs = Date.now();
  return (done) => {
    if (Date.now() - toldAtMs < progressEveryMs) return;
    toldAtMs = Date.now();
    printError(`${done} of ${count} instances`);
  };
}
