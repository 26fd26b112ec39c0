import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts, type Exit } from '@harmonybatch/local-backends';
import type { ContainerBody, MakeBody } from './body/container-body';
import { ContainerStartError, type ContainerEnd, type EndCause } from './container-end';
import type { ContainerSpec, LifecycleCall } from './container-spec';
import { CallTimeoutError, callContainer, type ContainerAnswer, type ContainerCall } from './http/container-call';
import { HealthChecks } from './http/health-checks';
import { describeExit } from './process/describe-exit';
import type { LogTail } from './process/log-tail';
import { CommandNotFoundError } from './process/process-group';

/** What came of a call to a container. */
export type ContainerResult =
  | { readonly kind: 'answered'; readonly answer: ContainerAnswer }
  /** The container is no more: it was killed because of this call, or it ended while it ran. */
  | { readonly kind: 'ended'; readonly end: ContainerEnd }
  /** The connection broke, or what came was no answer; the container still runs. */
  | { readonly kind: 'broken'; readonly message: string };

const defaultStopGraceMs = 5_000;
/** A container that broke a connection because it ended is known to have ended by then. */
const endNoticeMs = 500;

interface Running {
  readonly body: ContainerBody;
  readonly port: number;
}

/** One instance of a container on this machine, from its start to its end. `ContainerHost.start` makes one. */
export class ContainerProcess {
  /** Resolves when it can serve; rejects with a `ContainerStartError` where it ended before. */
  readonly ready: Promise<void>;
  /** Resolves when nothing of it is left, of its helpers neither; what the kernel keeps for 2 s after SIGKILL is not waited for. */
  readonly ended: Promise<ContainerEnd>;
  private readonly started: Promise<Running>;
  /** Aborted when it ends. */
  private readonly life = new AbortController();
  private readonly bornAtMs = performance.now();
  private body: ContainerBody | undefined;
  private verdict: ContainerEnd | undefined;
  private stopping: Promise<ContainerEnd> | undefined;
  private startMs: number | undefined;
  private initializerMs: number | undefined;

  /** @param id a name of its own on its host */
  constructor(
    readonly spec: ContainerSpec,
    readonly log: LogTail,
    private readonly makeBody: MakeBody,
    private readonly id: string,
  ) {
    this.started = this.start();
    this.ended = this.live();
    this.ready = this.becomeReady();
    this.ready.catch(() => undefined);
  }

  /** Of its first process, or of the program that holds it; undefined until there is one. */
  get pid(): number | undefined {
    return this.body?.pid;
  }

  /** How long it took until it could serve, ms; undefined until it can. */
  get readyAfterMs(): number | undefined {
    return this.startMs;
  }

  /** How long its initializer took, ms; undefined where it has none, or before its end. */
  get initializedInMs(): number | undefined {
    return this.initializerMs;
  }

  /**
   * Calls it, once it is ready. A call that takes longer than its time or is aborted ends the container: what it does cannot
   * be stopped otherwise. Never rejects.
   */
  call(call: ContainerCall): Promise<ContainerResult> {
    return this.exchange(call, 'timeout');
  }

  /** Calls its pre-stop hook, asks it to end, and kills it where it does not in time. Resolves when nothing of it is left. */
  stop(): Promise<ContainerEnd> {
    this.stopping ??= this.endGently();
    return this.stopping;
  }

  /** Ends it at once. Resolves when nothing of it is left. */
  kill(): Promise<ContainerEnd> {
    this.end('stopped', `${this.spec.name} was killed`);
    return this.ended;
  }

  private async start(): Promise<Running> {
    const { id, spec, log } = this;
    const [port = 0] = await freePorts(1);
    if (this.verdict !== undefined) throw new Error('it was stopped before');
    const onTooMuchMemory = (usedMb: number): void => this.end('memory', this.tooMuchMemory(`${Math.ceil(usedMb)} MB`));
    const body = await this.makeBody({ id, spec, port, log, onTooMuchMemory });
    this.body = body;
    if (this.verdict !== undefined) body.signal('SIGKILL');
    return { body, port };
  }

  private async live(): Promise<ContainerEnd> {
    const end = await this.untilEnd();
    this.life.abort(new Error(end.message));
    await this.body?.release();
    return end;
  }

  private async untilEnd(): Promise<ContainerEnd> {
    try {
      const { body } = await this.started;
      const exit = await body.exited;
      return this.verdict ?? this.verdictOn(exit);
    } catch (error) {
      const cause = error instanceof CommandNotFoundError ? 'not_found' : 'not_started';
      return this.verdict ?? { cause, message: `${this.spec.name} was not started: ${textOf(error)}` };
    }
  }

  private verdictOn(exit: Exit): ContainerEnd {
    const killed = exit.code !== 0 && (this.body?.memoryKills ?? 0) > 0;
    if (killed) return { cause: 'memory', message: this.tooMuchMemory('more') };
    return { cause: 'exited', message: describeExit(this.spec.name, exit, this.log) };
  }

  private tooMuchMemory(used: string): string {
    return `${this.spec.name} was killed: it took ${used} and may have ${this.spec.limits.memoryMb} MB of memory`;
  }

  private async becomeReady(): Promise<void> {
    try {
      await this.untilServing(await this.started);
      if (this.spec.initializer !== undefined) await this.initialize(this.spec.initializer);
      this.life.signal.throwIfAborted();
      this.startMs = performance.now() - this.bornAtMs;
    } catch {
      // Whatever the fault was, it has ended the container.
      throw new ContainerStartError(await this.ended);
    }
  }

  private async untilServing({ body, port }: Running): Promise<void> {
    const { name, healthCheck, startTimeoutMs } = this.spec;
    const late = `${name} was not ready within ${startTimeoutMs} ms; it must listen on the port that PORT names`;
    const timer = setTimeout(() => this.end('not_ready', late), startTimeoutMs);
    try {
      await body.listens(this.life.signal);
      if (healthCheck !== undefined) await this.watchHealth(new HealthChecks(healthCheck, port, this.life.signal));
    } finally {
      clearTimeout(timer);
    }
  }

  /** Resolves when it is healthy; ends it when it no longer is. */
  private async watchHealth(checks: HealthChecks): Promise<void> {
    const unhealthy = (error: unknown): void => this.end('unhealthy', `${this.spec.name}: ${textOf(error)}`);
    await checks.untilHealthy().catch((error: unknown) => {
      unhealthy(error);
      throw error;
    });
    checks.untilUnhealthy().catch(unhealthy);
  }

  private async initialize(hook: LifecycleCall): Promise<void> {
    const beganAtMs = performance.now();
    const result = await this.exchange(hook, 'initializer_timeout');
    this.initializerMs = performance.now() - beganAtMs;
    if (result.kind === 'ended') throw new Error(result.end.message);
    const fault = result.kind === 'broken' ? result.message : refusalOf(result.answer);
    if (fault === undefined) return;
    const message = `the initializer of ${this.spec.name}, ${hook.method} ${hook.path}, failed: ${fault}`;
    this.end('initializer_failed', message);
    throw new Error(message);
  }

  private async exchange(call: ContainerCall, onTimeout: EndCause): Promise<ContainerResult> {
    const { port } = await this.started;
    const signal = call.signal === undefined ? this.life.signal : AbortSignal.any([this.life.signal, call.signal]);
    try {
      return { kind: 'answered', answer: await callContainer(port, { ...call, signal }) };
    } catch (error) {
      if (error instanceof CallTimeoutError) return this.cutOff(onTimeout, error.message);
      if (call.signal?.aborted) return this.cutOff('aborted', `${call.method} ${call.path} was aborted`);
      return (await this.endSoon()) ?? { kind: 'broken', message: textOf(error) };
    }
  }

  private async cutOff(cause: EndCause, reason: string): Promise<ContainerResult> {
    this.end(cause, `${this.spec.name} was killed: ${reason}`);
    return { kind: 'ended', end: await this.ended };
  }

  /** Whether it ended, where a connection broke: that may be known a moment later. */
  private async endSoon(): Promise<ContainerResult | undefined> {
    const waiting = new AbortController();
    const notice = sleep(endNoticeMs, undefined, { signal: waiting.signal, ref: false }).catch(() => undefined);
    const end = await Promise.race([this.ended, notice]);
    waiting.abort();
    return end === undefined ? undefined : { kind: 'ended', end };
  }

  private async endGently(): Promise<ContainerEnd> {
    const { preStop, stopGraceMs = defaultStopGraceMs, name } = this.spec;
    if (preStop !== undefined && this.startMs !== undefined && !this.life.signal.aborted) {
      const said = await this.exchange(preStop, 'stopped');
      if (said.kind === 'broken') this.log.add('platform', `the pre-stop hook failed: ${said.message}`);
    }
    this.verdict ??= { cause: 'stopped', message: `${name} was stopped` };
    this.body?.signal('SIGTERM');
    const timer = setTimeout(() => this.body?.signal('SIGKILL'), stopGraceMs);
    const end = await this.ended;
    clearTimeout(timer);
    return end;
  }

  private end(cause: EndCause, message: string): void {
    if (this.verdict !== undefined || this.life.signal.aborted) return;
    this.verdict = { cause, message };
    this.log.add('platform', message);
    this.body?.signal('SIGKILL');
  }
}

const shownBodyLength = 500;

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What a hook answered where that is no success. */
function refusalOf({ status, body }: ContainerAnswer): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  return `HTTP ${status} ${body.toString('utf8', 0, shownBodyLength)}`.trim();
}
