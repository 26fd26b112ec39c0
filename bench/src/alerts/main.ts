import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GuardedProcess } from '@harmonybatch/local-backends';
import { startBackends, type Backends } from '../system/backends';
import { forwarderName, serviceNames } from '../system/app-process';
import { Stage } from '../trials/stage';
import { falseAlarms, tryCondition, untilQuiet, type AlertResult, type ConditionResult } from './alert-run';
import { conditions } from './conditions';
import { readOptions, usage, UsageError, type AlertOptions } from './options';
import { metricMovement } from './metric-movement';
import { panelQueries, tryPanels, type PanelQuery } from './panel-run';
import { Prometheus } from './prometheus';
import { asksForStillMetrics } from './still-metrics';
import { recordedTest, slackSeconds } from './recorded-test';
import { reportText, type AlertReport } from './report';
import { scaledRules } from './scaled-rules';
import { apps, model, systemOptions } from './scenery';

const exitCodes = { ok: 0, broken: 1, usage: 2, fault: 3 } as const;
/** Windows of hours are a minute long. */
const calmMs = 60_000;
const msPerSecond = 1_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function script(stage: Stage, backends: Backends, options: AlertOptions): Promise<AlertReport> {
  const services = [...serviceNames, forwarderName] as const;
  const targets = new Map(services.map((name) => [name, stage.system.processOf(name).output] as const));
  const rules = scaledRules(options.factor);
  const prometheus = await Prometheus.start({ folder: join(backends.folder, 'prometheus'), rules, targets });
  try {
    await stage.begin();
    stage.phase('calm');
    await untilQuiet(prometheus);
    const alarms = await falseAlarms(prometheus, calmMs);
    const panels = panelQueries();
    await tryPanels(prometheus, panels);
    const results = await tryAll(stage, prometheus, backends, options, panels);
    const alerts = [...results.values()].flatMap((result) => result.alerts);
    const beside = Object.fromEntries([...results].map(([name, result]) => [name, result.beside]));
    const isWhole = options.names.length === Object.keys(conditions).length;
    const metrics = await metricMovement(prometheus);
    const hold = [
      alarms.length === 0,
      alerts.every(cameAndWent),
      !isWhole || panels.every(({ hasData, expr }) => hasData || asksForStillMetrics(expr)),
    ];
    return { factor: options.factor, falseAlarms: alarms, alerts, beside, panels, metrics, holds: hold.every(Boolean) };
  } finally {
    await prometheus.stop();
  }
}

const cameAndWent = ({ firedAfterSeconds, resolvedAfterSeconds }: AlertResult): boolean =>
  firedAfterSeconds !== null && resolvedAfterSeconds !== null;

async function tryAll(
  stage: Stage,
  prometheus: Prometheus,
  backends: Backends,
  { names, recordFolder }: AlertOptions,
  panels: readonly PanelQuery[],
): Promise<ReadonlyMap<string, ConditionResult>> {
  const results = new Map<string, ConditionResult>();
  const firstAtMs = Date.now() - calmMs;
  for (const name of names) {
    const condition = conditions[name]!;
    await untilQuiet(prometheus);
    stage.phase(`${name}: ${condition.about}`);
    const result = await tryCondition(prometheus, name, condition, () => condition.begin(stage, backends));
    results.set(name, result);
    await tryPanels(prometheus, panels);
    if (recordFolder === undefined || !result.alerts.every(cameAndWent)) continue;
    await stage.wait(slackSeconds * msPerSecond);
    const text = await recordedTest(prometheus, name, condition, result, firstAtMs);
    writeFileSync(join(recordFolder, `${name}.yml`), text);
  }
  return results;
}

async function run(options: AlertOptions): Promise<number> {
  const backends = await startBackends(() => undefined);
  let report: AlertReport | undefined;
  try {
    const trialOptions = { names: [], minutes: undefined, seed: 1, traces: [], keepFolder: undefined, help: false };
    const session = {
      backends,
      options: { ...trialOptions, jsonFile: undefined },
      say: (text: string) => say(`  … ${text}`),
    };
    await Stage.play(session, { model, apps, systemOf: () => systemOptions }, async (stage) => {
      report = await script(stage, backends, options);
      return { calm: [], verdicts: [] };
    });
  } finally {
    await backends.stop();
  }
  say(reportText(report!));
  if (options.jsonFile !== undefined) writeFileSync(options.jsonFile, `${JSON.stringify(report, null, 1)}\n`);
  return report!.holds ? exitCodes.ok : exitCodes.broken;
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (!options.help) return await run(options);
    say(usage);
    return exitCodes.ok;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    process.stderr.write(`${isUsage ? error.message : String((error as Error).stack ?? error)}\n`);
    return isUsage ? exitCodes.usage : exitCodes.fault;
  } finally {
    await GuardedProcess.killAll();
  }
}

void main().then((code) => process.exit(code));
