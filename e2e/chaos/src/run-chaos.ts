import { setTimeout as sleep } from 'node:timers/promises';
import { topics } from '@harmonybatch/contracts';
import type { PlannedFault } from './faults/fault';
import { FaultInjector } from './faults/fault-injector';
import { FaultLog } from './faults/fault-log';
import { runFaults } from './faults/run-faults';
import { readWithKcat } from './outcomes/kcat-reader';
import { LiveReader } from './outcomes/live-reader';
import { OutcomeIndex } from './outcomes/outcome-index';
import { ChaosSystem } from './system/chaos-system';
import type { Places } from './system/places';
import { sendOpenLoop } from './traffic/open-loop';
import { RequestBook } from './traffic/request-book';
import { RequestClient } from './traffic/request-client';
import { findingsOf, type Findings } from './verdicts/findings';

export interface ChaosTerms {
  readonly rateHz: number;
  readonly seed: number;
  /** Traffic before the baseline, ms. */
  readonly warmUpMs: number;
  /** The first part of the traffic that counts, without faults, ms. */
  readonly baselineMs: number;
  /** Traffic from the beginning of the baseline on, ms. */
  readonly lastsMs: number;
  readonly faults: readonly PlannedFault[];
  readonly places: Places;
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
/** What is not answered is given up when nothing was answered for so long, ms. */
const drainSilenceMs = 60_000;

/** One run: starts the system, hurts it while requests flow, and finds out what became of each of them. */
export class ChaosRun {
  private readonly log = new FaultLog();
  private readonly book = new RequestBook();
  private readonly live = new OutcomeIndex(this.book);
  private readonly audit = new OutcomeIndex(this.book);
  private phase: ChaosProgress['phase'] = 'starting';

  constructor(
    private readonly terms: ChaosTerms,
    private readonly observer: ChaosObserver,
    private readonly signal: AbortSignal,
  ) {}

  /** Rejects when the signal is aborted; whatever happens, what it started has ended then. */
  async run(): Promise<Findings> {
    const timer = setInterval(() => this.observer.onProgress(this.progress()), progressEveryMs);
    try {
      const system = await ChaosSystem.start(this.terms.places, this.terms.rateHz, this.log);
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
    const baselineFromMs = Date.now() + this.terms.warmUpMs;
    await this.hurtUnderTraffic(system, baselineFromMs);
    this.phase = 'draining';
    await this.drained();
    await reader.close();
    this.phase = 'reading';
    await readWithKcat(system.backends.brokers, outcomes, this.audit);
    const { book, log, live, audit, terms } = this;
    const baselineUntilMs = baselineFromMs + terms.baselineMs;
    return findingsOf({ book, log, live, audit }, { apps: system.apps, baselineFromMs, baselineUntilMs });
  }

  private async hurtUnderTraffic(system: ChaosSystem, startMs: number): Promise<void> {
    const { rateHz, seed, lastsMs, faults } = this.terms;
    const names = system.apps.map(({ name }) => name);
    const client = new RequestClient(system.kafka, system.topic(topics.inferenceRequested.name), this.book, names);
    await client.connect();
    this.phase = 'traffic';
    const injector = new FaultInjector(system, this.log);
    const failure = new AbortController();
    const signal = AbortSignal.any([this.signal, failure.signal]);
    const loop = { rateHz, appCount: names.length, seed, fromMs: Date.now(), untilMs: startMs + lastsMs, signal };
    const onSkipped = (fault: PlannedFault): void => this.observer.onSkipped(fault);
    try {
      await Promise.all([
        sendOpenLoop(loop, (apps) => client.send(apps)),
        runFaults(faults, (fault) => injector.inject(fault), { startMs, signal, onSkipped }),
      ]);
      await client.drained();
      await system.ready();
    } finally {
      failure.abort();
      await client.close();
    }
  }

  /** Resolves when everything acknowledged has an outcome, or nothing was answered for long. */
  private async drained(): Promise<void> {
    let answered = this.live.answered;
    let changedAtMs = Date.now();
    while (this.live.answered < this.book.acknowledged && Date.now() - changedAtMs < drainSilenceMs) {
      await sleep(drainPollMs, undefined, { signal: this.signal });
      if (this.live.answered !== answered) changedAtMs = Date.now();
      answered = this.live.answered;
    }
  }

  private progress(): ChaosProgress {
    const { phase, book, live, log } = this;
    return {
      phase,
      sent: book.sent,
      acknowledged: book.acknowledged,
      answered: live.answered,
      later: live.later.length,
      faults: log.all().length,
    };
  }
}
