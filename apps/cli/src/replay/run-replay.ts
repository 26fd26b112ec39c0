import { randomBytes } from 'node:crypto';
import { createHistogram } from 'node:perf_hooks';
import { topics, type ApiKey } from '@harmonybatch/contracts';
import { RequestLedger, type Arrival } from '@harmonybatch/traffic';
import type { Kafka, Producer } from 'kafkajs';
import { signedHeaders } from '../keys/signing-key';
import { Refusal } from '../refusal';
import { RegistryViews } from '../registry/registry-views';
import type { Terminal } from '../render/terminal';
import type { System } from '../system/find-system';
import { connectProducer, kafkaOf, topicName } from '../system/kafka';
import { SystemReader } from '../system/system-reader';
import { AnswerIntake, requestId } from './answer-intake';
import { arrivalsOf, type Traffic } from './arrivals';
import { billedBetween, fetchBill } from './bill';
import { ExecutionTally } from './execution-tally';
import { sendPaced } from './paced-sender';
import { PlanHistory } from './plan-history';
import { Progress } from './progress';
import type { ReplayReport } from './report';
import { reportOf } from './run-report';

export interface ReplaySettings {
  readonly traffic: Traffic;
  /** What every request brings; absent: its number. */
  readonly inputs?: unknown;
  /** What the requests of each app are signed with, where they are. */
  readonly keys?: ReadonlyMap<string, ApiKey | undefined>;
  readonly speed: number;
  /** How long answers may take after the last request was sent, ms. */
  readonly waitMs: number;
  /** Ends the replay with a report of what happened so far. */
  readonly stop: AbortSignal;
}

/** What an interrupted replay still waits for answers, ms. */
const interruptedWaitMs = 1_000;

/** One replay: an outside producer and consumer of a running system. */
class ReplayRun {
  private readonly run = randomBytes(4).toString('hex');
  private readonly apps: readonly string[];
  private readonly ledger = new RequestLedger();
  private readonly tally = new ExecutionTally();
  /** How late requests were sent, µs. */
  private readonly delays = createHistogram();
  private readonly history = new PlanHistory();
  private readonly views = new RegistryViews();
  private readonly intake: AnswerIntake;
  private startedMs = Infinity;

  constructor(
    private readonly system: System,
    private readonly settings: ReplaySettings,
    private readonly terminal: Terminal,
  ) {
    this.apps = settings.traffic.streams.map(({ app }) => app);
    this.intake = new AnswerIntake(this.run, this.apps, this.ledger, this.tally);
    this.views.onPlan((plan) => this.history.add(plan, performance.now()));
  }

  async execute(kafka: Kafka): Promise<ReplayReport> {
    const reader = await SystemReader.open(kafka, this.system, [
      ...this.views.subscriptions(),
      {
        topic: topics.inferenceCompleted.name,
        from: 'end',
        onRecord: (record) => this.intake.take(record, performance.now()),
      },
    ]);
    let producer: Producer | undefined;
    try {
      await reader.caughtUp();
      this.refuseUnregistered();
      this.refuseUnsigned();
      producer = await connectProducer(kafka);
      return await this.replay(reader, producer);
    } finally {
      await Promise.all([producer?.disconnect(), reader.close()]);
    }
  }

  private async replay(reader: SystemReader, producer: Producer): Promise<ReplayReport> {
    const { traffic, speed, stop } = this.settings;
    const billBefore = await fetchBill(this.system.fcEndpoint);
    const startedAtMs = Date.now();
    this.startedMs = performance.now();
    const plannedSeconds = traffic.durationMs / speed / 1000;
    const progress = new Progress(this.terminal, this.ledger, plannedSeconds, () => this.countReplans());
    progress.start(this.startedMs);
    try {
      const pace = {
        speed,
        stop,
        onDelay: (delayMs: number) => this.delays.record(Math.max(1, Math.round(delayMs * 1000))),
      };
      const publish = (due: readonly Arrival[], nowMs: number): Promise<void> => this.publish(producer, due, nowMs);
      await sendPaced(arrivalsOf(traffic), this.startedMs, publish, pace);
      const interrupted = stop.aborted;
      const endedMs = interrupted ? performance.now() : this.startedMs + plannedSeconds * 1000;
      await this.awaitAnswers(reader);
      const billed = billedBetween(billBefore, await fetchBill(this.system.fcEndpoint));
      return this.report(startedAtMs, endedMs, interrupted, billed);
    } finally {
      progress.stop();
    }
  }

  private async publish(producer: Producer, due: readonly Arrival[], nowMs: number): Promise<void> {
    const numbers = due.map(({ app }) => this.ledger.send(app, this.sloMsOf(app), nowMs));
    const messages = due.map(({ app }, at) => this.messageOf(this.apps[app] ?? '', numbers[at] ?? 0));
    try {
      await producer.send({ topic: topicName(this.system, topics.inferenceRequested.name), messages });
    } catch {
      numbers.forEach((number) => this.ledger.notPublished(number));
    }
  }

  private messageOf(app: string, number: number) {
    const { inputs = { replay: number }, keys } = this.settings;
    const value = JSON.stringify({ app, id: requestId(this.run, number), inputs });
    return { value, headers: signedHeaders(value, keys?.get(app), Date.now()) };
  }

  /** Returns early once everything is answered, and soon after an interruption. */
  private async awaitAnswers(reader: SystemReader): Promise<void> {
    const { stop, waitMs } = this.settings;
    const sinceMs = performance.now();
    const waitedMs = (): number => performance.now() - sinceMs;
    const stillMs = (): number => (stop.aborted ? Math.min(waitMs, interruptedWaitMs) : waitMs) - waitedMs();
    while (this.ledger.inFlight > 0 && stillMs() > 0) {
      await reader.nextBatch(Math.min(stillMs(), 100));
    }
  }

  private report(
    startedAtMs: number,
    endedMs: number,
    interrupted: boolean,
    billed: ReturnType<typeof billedBetween>,
  ): ReplayReport {
    const { run, apps, ledger, tally, delays, history, views } = this;
    const sendDelayMs = { p99: delays.percentile(99) / 1000, max: delays.max / 1000 };
    const { traffic, speed } = this.settings;
    return reportOf({
      ...{ run, apps, ledger, tally, sendDelayMs, history, views, speed, startedAtMs, interrupted, billed },
      seed: traffic.seed,
      firstSendMs: this.startedMs,
      lastSendMs: endedMs,
      unreadable: this.intake.unreadable,
    });
  }

  private sloMsOf(app: number): number {
    return this.views.apps.get(this.apps[app] ?? '')?.sloMs ?? 0;
  }

  private countReplans(): number {
    const models = new Set(this.apps.map((app) => this.views.apps.get(app)?.model ?? ''));
    return this.history.countReplans(models, this.startedMs);
  }

  /** Who replays without the right keys would only see that nothing is answered. */
  private refuseUnsigned(): void {
    const usable = (app: string): boolean =>
      this.views.keys.get(this.settings.keys?.get(app)?.keyId ?? '')?.app === app;
    const unsigned = this.apps.filter((app) => this.views.keys.hasKeys(app) && !usable(app));
    if (unsigned.length === 0) return;
    throw new Refusal(
      `These apps take signed requests alone, and no key of theirs is given: ${unsigned.join(', ')}.`,
      [],
      'Give --key-file APP=FILE, or set HARMONYBATCH_API_KEY; `harmonybatch keys create APP` makes a key.',
    );
  }

  private refuseUnregistered(): void {
    const unknown = this.apps.filter((app) => this.views.apps.get(app) === undefined);
    if (unknown.length === 0) return;
    const known = this.views.apps.names().sort().join(', ') || 'none';
    throw new Refusal(
      `Not registered: ${unknown.join(', ')}. Registered are: ${known}.`,
      [],
      'Register them with `harmonybatch apps apply FILE`.',
    );
  }
}

/**
 * Publishes the traffic to the system and follows its outcomes until all are answered, time is up or it is stopped.
 * @throws Refusal where the system cannot be reached or an app is not registered
 */
export const runReplay = (system: System, settings: ReplaySettings, terminal: Terminal): Promise<ReplayReport> =>
  new ReplayRun(system, settings, terminal).execute(kafkaOf(system));
