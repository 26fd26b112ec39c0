import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GuardedProcess } from '@harmonybatch/local-backends';
import { startBackends, type Backends } from '../system/backends';
import { serviceNames } from '../system/app-process';
import { Stage } from '../trials/stage';
import { tryCondition, untilQuiet, type AlertResult } from './alert-run';
import { conditions } from './conditions';
import { readOptions, usage, UsageError, type AlertOptions } from './options';
import { panelQueries, tryPanels, type PanelQuery } from './panel-run';
import { Prometheus } from './prometheus';
import { seriesLines } from './recorded-series';
import { reportText, type AlertReport } from './report';
import { scaledRules } from './scaled-rules';
import { apps, model } from './scenery';

const exitCodes = { ok: 0, broken: 1, usage: 2, fault: 3 } as const;
/** Long enough for the shortest windows to see nothing but what is well. */
const calmMs = 30_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function script(stage: Stage, backends: Backends, options: AlertOptions): Promise<AlertReport> {
  const targets = new Map(serviceNames.map((name) => [name, stage.system.processOf(name).output] as const));
  const rules = scaledRules(options.factor);
  const prometheus = await Prometheus.start({ folder: join(backends.folder, 'prometheus'), rules, targets });
  try {
    await stage.begin();
    await stage.wait(calmMs);
    const panels = panelQueries();
    await tryPanels(prometheus, panels);
    const alerts = await tryAll(stage, prometheus, backends, options, panels);
    if (options.recordFile !== undefined) await record(prometheus, options.recordFile);
    const isWhole = options.names.length === Object.keys(conditions).length;
    const holds = alerts.every((one) => one.firedAfterSeconds !== null && one.resolvedAfterSeconds !== null);
    return { factor: options.factor, alerts, panels, holds: holds && (!isWhole || panels.every((one) => one.hasData)) };
  } finally {
    await prometheus.stop();
  }
}

async function tryAll(
  stage: Stage,
  prometheus: Prometheus,
  backends: Backends,
  { names }: AlertOptions,
  panels: readonly PanelQuery[],
): Promise<AlertResult[]> {
  const results: AlertResult[] = [];
  for (const name of names) {
    const condition = conditions[name]!;
    if (!(await untilQuiet(prometheus, condition.alerts)))
      throw new Error(`one of ${condition.alerts.join(', ')} fires before ${name} began: nothing can be said of it`);
    stage.phase(`${name}: ${condition.about}`);
    results.push(...(await tryCondition(prometheus, name, condition, () => condition.begin(stage, backends))));
    await tryPanels(prometheus, panels);
  }
  return results;
}

async function record(prometheus: Prometheus, file: string): Promise<void> {
  writeFileSync(file, `${seriesLines(await prometheus.series()).join('\n')}\n`);
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
    await Stage.play(session, { model, apps }, async (stage) => {
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
