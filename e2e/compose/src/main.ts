import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePorts, GuardedProcess } from '@harmonybatch/local-backends';
import { Compose } from './engine/compose';
import { DockerEngine, NoEngineError } from './engine/docker-engine';
import { certificatesVariable } from './images/extra-certificates';
import { readOptions, usage, UsageError, type ComposeOptions } from './options';
import { Steps } from './report/steps';
import { runCompose } from './run-compose';
import { Console, newToken } from './system/console';
import { HarmonybatchCommand } from './system/harmonybatch-command';
import { Monitoring } from './system/monitoring';
import { OutcomeCount } from './system/outcome-count';

const folder = resolve(__dirname, '..', '..', '..');
/** Of an engine of our own, so that what stands in for an image is in no other. */
const imagesFolder = (): string =>
  join(process.env['HARMONYBATCH_CACHE_DIR'] ?? join(homedir(), '.cache', 'harmonybatch'), 'docker');
const exitCodes = { ok: 0, fails: 1, usage: 2, untried: 3, interrupted: 130 } as const;
const interruption = new AbortController();
const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function tryOn(engine: DockerEngine, options: ComposeOptions, scratch: string, logs: string): Promise<boolean> {
  const [kafkaPort = 0, prometheusPort = 0, grafanaPort = 0, consolePort = 0] = await freePorts(4);
  const consoleToken = newToken();
  const variables = {
    COMPOSE_PROFILES: 'monitoring,console',
    KAFKA_HOST_PORT: `${kafkaPort}`,
    PROMETHEUS_HOST_PORT: `${prometheusPort}`,
    GRAFANA_HOST_PORT: `${grafanaPort}`,
    CONSOLE_HOST_PORT: `${consolePort}`,
    CONSOLE_TOKEN: consoleToken,
    ...certificatesVariable(),
  };
  const compose = await Compose.find(engine, { name: `harmonybatch-${process.pid}`, folder, logs, variables });
  say(`Docker ${await engine.version()}${engine.isOwn ? ', started for this' : ''}; Compose ${compose.version}`);
  const brokers = `127.0.0.1:${kafkaPort}`;
  const harmonybatch = new HarmonybatchCommand(folder, brokers, logs, interruption.signal);
  const monitoring = new Monitoring(`http://127.0.0.1:${prometheusPort}`, `http://127.0.0.1:${grafanaPort}`);
  const console = new Console(`http://127.0.0.1:${consolePort}`, consoleToken);
  const { seconds, offline, json } = options;
  const steps = new Steps(say);
  const outcomes = new OutcomeCount(brokers, logs, interruption.signal);
  await runCompose(
    { engine, compose, harmonybatch, monitoring, console, outcomes, folder, scratch, logs, seconds, offline },
    steps,
  );
  const total = steps.all.reduce((sum, step) => sum + step.seconds, 0);
  say(`${steps.hold ? 'docker-compose.yml works' : 'docker-compose.yml does not work'}; ${total.toFixed(0)} s`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ holds: steps.hold, steps: steps.all }, null, 2)}\n`);
  return steps.hold;
}

/** What was begun is taken down before this ends; whoever asks twice need not wait. */
function endOnSignals(): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
      say('interrupted: taking it down; once more to leave it');
      interruption.abort();
    });
}

/** Nothing that was started is left, whatever happened. */
async function tryHere(options: ComposeOptions): Promise<number> {
  const scratch = mkdtempSync(join(tmpdir(), 'harmonybatch-compose-'));
  const logs = resolve(options.keep ?? join(scratch, 'logs'));
  const run = join(scratch, 'engine');
  for (const one of [logs, run]) mkdirSync(one, { recursive: true });
  let engine: DockerEngine | undefined;
  try {
    engine = await DockerEngine.open({ images: imagesFolder(), run, logs }, interruption.signal);
    const holds = await tryOn(engine, options, scratch, logs);
    if (interruption.signal.aborted) return exitCodes.interrupted;
    return holds ? exitCodes.ok : exitCodes.fails;
  } catch (error) {
    if (interruption.signal.aborted) return exitCodes.interrupted;
    process.stderr.write(`${error instanceof NoEngineError ? error.message : String((error as Error).stack)}\n`);
    return exitCodes.untried;
  } finally {
    await engine?.stop();
    await GuardedProcess.killAll();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (!options.help) {
      endOnSignals();
      return await tryHere(options);
    }
    say(usage);
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n--help lists all options.\n`);
    return exitCodes.usage;
  }
}

void main().then((code) => process.exit(code));
