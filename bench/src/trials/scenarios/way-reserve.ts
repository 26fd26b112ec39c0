import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { AppRegistered } from '@harmonybatch/contracts';
import { TraceArrivals } from '@harmonybatch/traffic';
import { verdict } from '../judgement/promises';
import type { Findings } from '../judgement/findings';
import { UsageError } from '../options';
import { Stage, type StageVerdicts } from '../stage';
import type { Trial, TrialSession } from '../trial';
import { model } from './apps';

const slosMs = [400, 500, 800, 1_000];
const defaultMinutes = 10;
/** By then the way has been measured, and planned with. */
const warmMs = 90_000;
const msPerMinute = 60_000;

interface Priced {
  readonly findings: Findings;
  readonly perMillion: number;
  readonly currency: string;
}

/** The same traffic twice, the second time with what the way is measured to take. */
export const wayReserve: Trial = {
  about:
    'minutes of traces with 60 ms kept of every SLO for the way, and again with what it is measured to take (--traces)',
  minutes: 2 * defaultMinutes + 4,
  run: async (session) => {
    const apps = appsOf(session);
    const fixed = await played(session, apps, 'false');
    const measured = await played(session, apps, 'true');
    return compared(fixed, measured);
  },
};

interface TracedApp {
  readonly app: AppRegistered;
  readonly perMinute: readonly number[];
}

function appsOf({ options: { traces } }: TrialSession): TracedApp[] {
  if (traces.length === 0 || traces.length > slosMs.length)
    throw new UsageError(`way-reserve needs --traces with 1 to ${slosMs.length} files of requests per minute`);
  return traces.map((file, index) => {
    const perMinute = readFileSync(file, 'utf8').split(/[\n,]/).filter(Boolean).map(Number);
    const expectedRateHz = perMinute[0]! / 60;
    const sloMs = slosMs[index]!;
    return { app: { name: `${basename(file, '.csv')}-${sloMs}ms`, model, sloMs, expectedRateHz }, perMinute };
  });
}

async function played(session: TrialSession, traced: readonly TracedApp[], measures: string): Promise<Priced> {
  session.say(measures === 'true' ? 'with the measured reserve' : 'with 60 ms');
  const { seed, minutes = defaultMinutes } = session.options;
  const apps = traced.map(({ app }) => app);
  const arrivalsOf = (app: AppRegistered) =>
    new TraceArrivals(traced.find((one) => one.app.name === app.name)!.perMinute, seed, app.name);
  const systemOf = () => ({ serviceEnv: { HARMONYBATCH_MEASURED_OVERHEAD: measures } });
  let spent = { perMillion: 0, currency: '' };
  const findings = await Stage.play(session, { model, apps, arrivalsOf, systemOf }, async (stage) => {
    spent = await billed(stage, minutes * msPerMinute);
    return verdictsOf(stage);
  });
  return { findings, ...spent };
}

async function billed(stage: Stage, lastsMs: number) {
  await stage.begin(warmMs);
  const { emulator } = stage.system;
  const before = await emulator.bill();
  const sent = stage.book.all().length;
  stage.phase('traces');
  await stage.wait(lastsMs);
  const after = await emulator.bill();
  const requests = stage.book.all().length - sent;
  return { perMillion: ((after.total - before.total) / requests) * 1e6, currency: after.currency };
}

const verdictsOf = (stage: Stage): StageVerdicts => ({
  calm: ['traces'],
  verdicts: [],
  facts: { 'kept for the way, ms': stage.plans.last?.value.overheadMs ?? 'no plan' },
});

function compared(fixed: Priced, measured: Priced): Findings {
  const named = (findings: Findings, name: string): Findings => ({
    ...findings,
    figures: findings.figures.map((one) => ({ ...one, phase: `${name}: ${one.phase}` })),
    verdicts: findings.verdicts.map((one) => ({ ...one, promise: `${name}: ${one.promise}` })),
    facts: Object.fromEntries(Object.entries(findings.facts).map(([key, value]) => [`${name}: ${key}`, value])),
  });
  const [one, other] = [named(fixed.findings, '60 ms'), named(measured.findings, 'measured')];
  const saved = 1 - measured.perMillion / fixed.perMillion;
  const bill = `${measured.perMillion.toFixed(2)} instead of ${fixed.perMillion.toFixed(2)} ${fixed.currency} per million requests, ${(100 * Math.abs(saved)).toFixed(1)} % ${saved < 0 ? 'more' : 'less'}`;
  return {
    figures: [...one.figures, ...other.figures],
    plans: [...one.plans, ...other.plans],
    complaints: [...one.complaints, ...other.complaints],
    facts: { ...one.facts, ...other.facts },
    verdicts: [
      ...one.verdicts,
      ...other.verdicts,
      verdict('the bill is no higher with the measured reserve', bill, measured.perMillion <= fixed.perMillion),
    ],
  };
}
