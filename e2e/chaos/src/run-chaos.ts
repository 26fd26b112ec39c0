import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { topics } from '@harmonybatch/contracts';
import type { PlannedFault } from './faults/fault';
import { FaultInjector } from './faults/fault-injector';
import { FaultLog } from './faults/fault-log';
import { runFaults } from './faults/run-faults';
import { readIdsWithKcat, readWithKcat } from './outcomes/kcat-reader';
import { LiveReader } from './outcomes/live-reader';
import { OutcomeIndex } from './outcomes/outcome-index';
import { unplannedApp } from './system/apps';
import { ChaosSystem } from './system/chaos-system';
import type { Folders } from './system/folders';
import { sendOpenLoop } from './traffic/open-loop';
import { RequestLedger } from './traffic/request-ledger';
import { RequestClient } from './traffic/request-client';
import { HostileClient, type HostileClientOptions } from './traffic/hostile-client';
import { aftermathOf } from './verdicts/aftermath';
import { CutOff, unanswered } from './verdicts/cut-off';
import { findingsOf, type Findings } from './verdicts/findings';

export interface ChaosRunOptions {
  readonly rateHz: number;
  /** SLO of the app that waits for long, ms. */
  readonly patientSloMs: number;
  readonly seed: number;
  /** Traffic before the baseline, ms. */
  readonly warmUpMs: number;
  /** The first part of the traffic that counts, without faults, ms. */
  readonly baselineMs: number;
  /** Traffic from the beginning of the baseline on, ms. */
  readonly lastsMs: number;
  readonly faults: readonly PlannedFault[];
  readonly folders: Folders;
}

export interface ChaosProgress {
  readonly phase: 'starting' | 'traffic' | 'draining' | 'reading';
  readonly sent: number;
  readonly answered: number;
  readonly acknowledged: number;
  readonly faults: number;
  readonly later: number;
}

export interface ChaosObserver {
  onProgress(progress: ChaosProgress): void;
  onSkipped(fault: PlannedFault): void;
}

const progressEveryMs = 5_000;
const drainPollMs = 250;
/** What is not answered is given up when nothing was answered for so much longer than the longest SLO, ms. */
const drainSilenceMs = 60_000;
/** After so long a silence it is looked whether anything is left but what went with its topic, ms. */
const cutOffSilenceMs = 3_000;
/** Traffic of the deployment beside it, req/s. */
const stagingRateHz = 5;
const stagingPollMs = 2_000;

/** One run: starts the system, hurts it while requests flow, and finds out what became of each of them. */
export class ChaosRun {
  private readonly log = new FaultLog();
  private readonly ledger = new RequestLedger();
  private readonly live = new OutcomeIndex(this.ledger);
  private readonly audit = new OutcomeIndex(this.ledger);
  /** Requests of the deployment beside it: the same ids, apps and functions, topics of its own. */
  private readonly stagingBook = new RequestLedger(this.ledger.run);
  private readonly stagingAudit = new OutcomeIndex(this.stagingBook);
  private phase: ChaosProgress['phase'] = 'starting';
  /** Records that were sent and are no requests. */
  private unreadable = 0;

  constructor(
    private readonly options: ChaosRunOptions,
    private readonly observer: ChaosObserver,
    private readonly signal: AbortSignal,
  ) {}

  /** Rejects when the signal is aborted; whatever happens, what it started has ended then. */
  async run(): Promise<Findings> {
    const timer = setInterval(() => this.observer.onProgress(this.progress()), progressEveryMs);
    try {
      const system = await ChaosSystem.start(this.options.folders, this.options, this.log);
      try {
        return await this.observe(system);
      } finally {
        await system.stop();
      }
    } finally {
      clearInterval(timer);
    }
  }

  private async observe(system: ChaosSystem): Promise<Findings> {
    this.signal.throwIfAborted();
    const outcomes = system.topic(topics.inferenceCompleted.name);
    const reader = await LiveReader.open(system.kafka, outcomes, this.live);
    const baselineFromMs = Date.now() + this.options.warmUpMs;
    try {
      await this.injectUnderTraffic(system, baselineFromMs);
      this.phase = 'draining';
      await this.drained(system);
    } finally {
      await reader.close();
    }
    this.phase = 'reading';
    await readWithKcat(system.backends.brokers, outcomes, this.audit);
    await this.readStaging(system);
    const accepted = await this.acceptedIds(system);
    const aftermath = await aftermathOf(system);
    const { ledger, stagingBook, log, live, audit, stagingAudit, options } = this;
    const baselineUntilMs = baselineFromMs + options.baselineMs;
    const { unreadable } = this;
    const evidence = { book: ledger, log, live, audit, stagingBook, stagingAudit, accepted, aftermath, unreadable };
    return findingsOf(evidence, { apps: system.apps, baselineFromMs, baselineUntilMs });
  }

  private async injectUnderTraffic(system: ChaosSystem, startMs: number): Promise<void> {
    const { rateHz, seed, lastsMs, faults } = this.options;
    const requested = topics.inferenceRequested.name;
    const names = system.apps.map(({ registered }) => registered.name);
    const shares = system.apps.map(({ share }) => share);
    const client = new RequestClient(system.kafka, system.topic(requested), this.ledger, names);
    const staging = new RequestClient(system.kafka, system.stagingTopic(requested), this.stagingBook, names);
    const trouble = new HostileClient(system.kafka, this.ledger, troubleTerms(system));
    const clients = [client, staging, trouble];
    await Promise.all(clients.map((one) => one.connect()));
    this.phase = 'traffic';
    const injector = new FaultInjector(system, this.log, trouble, this.ledger);
    const failure = new AbortController();
    const signal = AbortSignal.any([this.signal, failure.signal]);
    setMaxListeners(0, signal); // every lane of faults listens
    const loop = { rateHz, shares, seed, fromMs: Date.now(), untilMs: startMs + lastsMs, signal };
    const onSkipped = (fault: PlannedFault): void => this.observer.onSkipped(fault);
    try {
      await Promise.all([
        sendOpenLoop(loop, (apps) => client.send(apps)),
        sendOpenLoop({ ...loop, rateHz: stagingRateHz }, (apps) => staging.send(apps)),
        runFaults(faults, (fault) => injector.inject(fault), { startMs, signal, onSkipped }),
      ]);
      await Promise.all([client.drained(), staging.drained()]);
      this.unreadable = trouble.unreadable;
      await system.ready();
    } finally {
      failure.abort();
      await Promise.all(clients.map((one) => one.close()));
    }
  }

  /** Nobody has waited for the requests of the deployment beside it: what may wait for long is waited for here. */
  private async readStaging(system: ChaosSystem): Promise<void> {
    const { stagingBook, stagingAudit, options, signal } = this;
    const outcomes = system.stagingTopic(topics.inferenceCompleted.name);
    const endMs = Date.now() + options.patientSloMs;
    for (;;) {
      await readWithKcat(system.backends.brokers, outcomes, stagingAudit);
      if (unanswered(stagingBook, stagingAudit).length === 0 || Date.now() > endMs) return;
      await sleep(stagingPollMs, undefined, { signal });
    }
  }

  /** Ids that were read at the door; looked up only where some may have gone with their topic. */
  private async acceptedIds(system: ChaosSystem): Promise<ReadonlySet<string>> {
    if (this.ledger.topicRecreatedAfter(0) === null) return new Set();
    return readIdsWithKcat(system.backends.brokers, system.topic(topics.inferenceAccepted.name));
  }

  /** Resolves when everything acknowledged has an outcome, or nothing was answered for long. */
  private async drained(system: ChaosSystem): Promise<void> {
    const { live, ledger, options } = this;
    const silenceMs = options.patientSloMs + drainSilenceMs;
    const answered = (): number => live.answered + live.troubled.size;
    let before = answered();
    let changedAtMs = Date.now();
    while (answered() < ledger.acknowledged + ledger.hostileIds.size && Date.now() - changedAtMs < silenceMs) {
      await sleep(drainPollMs, undefined, { signal: this.signal });
      if (answered() !== before) changedAtMs = Date.now();
      else if (Date.now() - changedAtMs > cutOffSilenceMs && (await this.onlyCutOffIsLeft(system))) return;
      before = answered();
    }
  }

  private async onlyCutOffIsLeft(system: ChaosSystem): Promise<boolean> {
    const { ledger, live } = this;
    return (
      ledger.topicRecreatedAfter(0) !== null && new CutOff(ledger, await this.acceptedIds(system)).isAllThatIsLeft(live)
    );
  }

  private progress(): ChaosProgress {
    const { phase, ledger, live, log } = this;
    return {
      phase,
      sent: ledger.sent,
      acknowledged: ledger.acknowledged,
      answered: live.answered,
      later: live.later.length,
      faults: log.all().length,
    };
  }
}

/** One app of every model hangs; what is large comes from an app with a plan and from one without. */
function troubleTerms(system: ChaosSystem): HostileClientOptions {
  const apps = system.apps.filter(({ patient }) => !patient).map(({ registered }) => registered);
  const byModel = new Map(apps.map(({ model, name }) => [model, name]));
  return {
    brokers: system.backends.brokers,
    topic: system.topic(topics.inferenceRequested.name),
    hangingApps: [...byModel.values()],
    largeApps: [apps[0]!.name, unplannedApp.name],
  };
}
