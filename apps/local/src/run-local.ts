import { acquireLock, lockHolder, LockTakenError, type ProcessLock } from '@harmonybatch/local-backends';
import { HarmonybatchCommand } from './demo/harmonybatch-command';
import { firstAnswer, plansWait, registerSamples, registerUnplanned, replayTraffic } from './demo/sample-apps';
import { ShutdownRequest } from './shutdown-request';
import { readLocalConfig, type LocalConfig } from './local-variables';
import type { Options } from './options';
import type { LocalPlatform } from './platforms/local-platform';
import { openPlatform } from './platforms/open-platform';
import { Screen } from './output/screen';
import { unusedLogin, withFittingLogin } from './parts/kafka-login';
import type { Reach } from './parts/service-parts';
import { ParentWatch } from './parent-watch';
import { missingOn, missingText } from './preflight/missing';
import { probe } from './preflight/probe';
import { StateFolder } from './state-folder';
import { restartNotices } from './supervise/restart-notices';
import { Supervisor } from './supervise/supervisor';
import { inOrder } from './system/in-order';
import { showServices, startSystem } from './system/start-system';
import { stopStages } from './system/stages';
import { describe, removeSystemFile, writeSystemFile } from './system/system-file';

const restartGapMs = 60_000;
const interruptedStatus = 130;

async function preflight({ kafkaBrokers, redisUrl }: LocalConfig, screen: Screen): Promise<void> {
  const needs = { kafka: kafkaBrokers === undefined, redis: redisUrl === undefined };
  const look = async (): Promise<string> => {
    const machine = await probe();
    const missing = missingOn(machine, needs);
    if (missing.length > 0) throw new Error(missingText(missing));
    return [`Node ${machine.node}`, ...(needs.kafka ? [`Java ${machine.java}`] : [])].join(', ');
  };
  await screen.step('machine', look, (found) => found);
}

function takeLock(state: StateFolder): ProcessLock {
  try {
    return acquireLock(state.lock);
  } catch (error) {
    if (!(error instanceof LockTakenError)) throw error;
    const { pid, since, cwd } = lockHolder(state.lock) ?? error.holder;
    throw new Error(
      [
        `HarmonyBatch runs already: process ${pid}, since ${since}, started in ${cwd}.`,
        `Where its parts are: ${state.system}`,
        `End it with Ctrl-C in its terminal, or: kill ${pid}`,
      ].join('\n'),
    );
  }
}

/** One run of the system, from the lock to the end of the last process. */
class LocalRun {
  private readonly supervisor: Supervisor;

  constructor(
    private readonly options: Options,
    private readonly env: NodeJS.ProcessEnv,
    private readonly config: LocalConfig,
    private readonly state: StateFolder,
    private readonly platform: LocalPlatform,
    private readonly screen: Screen,
  ) {
    const notices = restartNotices(screen, () => this.describeAgain());
    this.supervisor = new Supervisor(notices, restartGapMs);
  }

  private reach: Reach | undefined;

  /** Resolves with the exit status when there is nothing more to do but to stay up. */
  async start(): Promise<number> {
    const { options, config, state, platform, supervisor, screen } = this;
    const env = withFittingLogin(this.env);
    const idle = unusedLogin(this.env);
    if (idle.length > 0) screen.warn(`not used: ${idle.join(', ')}; the broker started here takes no login`);
    this.reach = await startSystem({ options, env, config, state, platform, supervisor, screen });
    this.describeAgain();
    showServices(inOrder(supervisor.running), screen);
    screen.good('ready', `${process.uptime().toFixed(1)} s after the start`);
    return this.demonstrate(new HarmonybatchCommand(this.reach, env));
  }

  /** First the parts in their order, in 10 s at most. */
  async stop(): Promise<void> {
    const startMs = performance.now();
    this.screen.line();
    this.screen.line('  stopping… (Ctrl-C again ends it at once)');
    await this.supervisor.stop(stopStages);
    removeSystemFile(this.state.system);
    this.screen.good('stopped', 'no process is left', performance.now() - startMs);
  }

  async kill(): Promise<void> {
    await this.supervisor.kill();
    removeSystemFile(this.state.system);
  }

  private async demonstrate(command: HarmonybatchCommand): Promise<number> {
    const { options, screen, state } = this;
    const { samples } = this.platform;
    if (!options.samples) return 0;
    if (plansWait(this.env)) {
      await registerUnplanned(samples, command, screen);
      return 0;
    }
    await registerSamples(samples, command, screen);
    if (!options.demo) return 0;
    await firstAnswer(samples, command, screen);
    screen.line();
    return replayTraffic(samples, command, state.report, options.json);
  }

  private describeAgain(): void {
    if (this.reach) writeSystemFile(this.state.system, describe(this.reach, inOrder(this.supervisor.running)));
  }
}

function greet(screen: Screen, state: StateFolder): void {
  screen.line();
  screen.line(
    `  ${screen.paint('bold', 'HarmonyBatch')}${screen.paint('dim', `  state and logs in ${StateFolder.shown(state.path)}`)}`,
  );
  screen.line();
}

function stayUp(screen: Screen): void {
  screen.line();
  screen.good('running', 'npx harmonybatch --help says what to do with it; Ctrl-C ends it');
}

/** Runs until the end was asked for, or, with `once`, until the report; resolves with the exit status. */
async function runUntilEnd(run: LocalRun, ending: ShutdownRequest, options: Options, screen: Screen): Promise<number> {
  const started = run.start();
  const asked = ending.whenRequested.then(() => interruptedStatus);
  started.catch(() => undefined);
  const status = await Promise.race([started, asked]);
  if (options.once || ending.isRequested) return status;
  stayUp(screen);
  await ending.whenRequested;
  return 0;
}

/** Ends everything now; what is asked for while stopping takes too long. */
function endAtOnce(run: LocalRun, lock: ProcessLock): void {
  void run.kill().finally(() => {
    lock.release();
    process.exit(interruptedStatus);
  });
}

/**
 * Runs the whole system and resolves with the exit status: 0, 1 where something failed (which was reported), 130 where it
 * was interrupted before it had shown what it is to show.
 * @throws Error with what to tell the user where it is configured wrongly, or runs already
 */
export async function runLocal(options: Options, env: NodeJS.ProcessEnv): Promise<number> {
  const config = readLocalConfig(env);
  const screen = new Screen(options.json ? process.stderr : process.stdout, env);
  const state = StateFolder.open(config.stateFolder);
  const platform = await openPlatform(options.platform, env, state, config);
  const lock = takeLock(state);
  const run = new LocalRun(options, env, config, state, platform, screen);
  const ending = new ShutdownRequest(() => endAtOnce(run, lock));
  ending.watch();
  new ParentWatch(env, () => ending.request()).start();
  try {
    state.empty();
    greet(screen, state);
    await preflight(config, screen);
    return await runUntilEnd(run, ending, options, screen);
  } catch (error) {
    screen.bad(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    await run.stop();
    lock.release();
  }
}
