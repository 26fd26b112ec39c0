import { setImmediate as nextTurn } from 'node:timers/promises';
import { topics, type InferenceCompleted } from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';
import { MergedArrivals, RequestLedger } from '@harmonybatch/traffic';
import { Bill, type BilledHour } from '../functions/bill';
import type { Execution } from '../functions/simulated-platform';
import { arrivalProcesses } from './arrival-processes';
import { billReport, idleBetween } from './bill-report';
import { OutcomeHistory } from './outcome-history';
import { outcomeReport } from './outcome-report';
import { PlanHistory } from './plan-history';
import { RequestSource } from './request-source';
import { SimulatedSystem } from './simulated-system';
import { simulationFaults, InvalidSimulationError } from './simulation-faults';
import type { SimulationInput } from './simulation-input';
import type { SimulationReport } from './simulation-report';

const msPerSecond = 1000;
const secondsPerHour = 3600;
/** Instances may take long to start before the first plan is in force; outcomes may take long after the last request. */
const maxSetupSeconds = 7_200;
const maxDrainSeconds = 7_200;
/** Between the steps of a run other work of the process gets its turn. */
const steps = 200;

/**
 * Runs the pipeline's own classes on a virtual clock, with log, store and functions in memory, from the first request to
 * the last outcome. The same input gives the same report.
 * @throws SimulationRefused for an input that is wrong.
 */
export async function simulate(input: SimulationInput): Promise<SimulationReport> {
  const faults = simulationFaults(input);
  if (faults.length > 0) throw new InvalidSimulationError(faults);
  const run = new SimulationRun(input);
  await run.untilPlanned();
  await run.traffic();
  await run.untilAnswered();
  return run.report();
}

class SimulationRun {
  private readonly system: SimulatedSystem;
  private readonly plans: PlanHistory;
  private readonly bill: Bill;
  private readonly ledger = new RequestLedger();
  private readonly outcomes = new OutcomeHistory();
  private readonly source: RequestSource;
  private startMs = 0;
  private coldStarts = 0;
  private readonly hours: BilledHour[] = [];

  constructor(private readonly input: SimulationInput) {
    this.bill = new Bill(input.prices);
    this.system = new SimulatedSystem(input, (execution) => this.executed(execution));
    this.plans = new PlanHistory(this.system.board, this.system.clock, input.model);
    this.source = this.requestSource();
    this.system.log.consume(topics.inferenceCompleted.name, (records) => this.answered(records));
  }

  /** Time passes until the first plan is in force, its functions warm. */
  async untilPlanned(): Promise<void> {
    const { system, input } = this;
    await system.start();
    for (let second = 0; system.board.planOf(input.model) === undefined; second += 1) {
      const [fault] = system.events.faults;
      if (fault !== undefined || second === maxSetupSeconds) throw new Error(`no plan could be made: ${fault ?? ''}`);
      await system.clock.advance(msPerSecond);
    }
  }

  /** Requests arrive for the whole duration. */
  async traffic(): Promise<void> {
    const { durationSeconds, warmUpSeconds } = this.input;
    this.startMs = this.system.clock.nowMs();
    this.source.start();
    await this.pass(0, warmUpSeconds);
    for (let fromSeconds = warmUpSeconds; fromSeconds < durationSeconds; fromSeconds += secondsPerHour) {
      await this.billedHour(fromSeconds, Math.min(durationSeconds, fromSeconds + secondsPerHour));
    }
  }

  private async billedHour(fromSeconds: number, toSeconds: number): Promise<void> {
    const { platform } = this.system;
    const before = platform.standBy();
    await this.pass(fromSeconds, toSeconds);
    this.hours.push({ seconds: toSeconds - fromSeconds, standBy: idleBetween(before, platform.standBy()) });
  }

  /** Time passes until every request has its outcome. */
  async untilAnswered(): Promise<void> {
    for (let second = 0; this.ledger.inFlight > 0 && second < maxDrainSeconds; second += 1) {
      await this.system.clock.advance(msPerSecond);
    }
  }

  report(): SimulationReport {
    const { ledger, outcomes, plans, source, startMs, coldStarts, input } = this;
    const tallies = ledger.tallies(input.apps.length, { from: source.firstCounted, latenciesOf: ['ok'] });
    const total = outcomeReport(tallies);
    const fromMs = startMs + input.warmUpSeconds * msPerSecond;
    return {
      apps: Object.fromEntries(input.apps.map(({ name }, app) => [name, outcomeReport([tallies[app]!])])),
      total,
      batches: outcomes.batches(),
      bill: billReport(input, this.bill, this.hours, total.requests),
      predictedPerSecond: plans.meanCostPerSecond(fromMs, startMs + input.durationSeconds * msPerSecond),
      plans: plans.report(startMs),
      coldStarts,
      faults: this.system.events.faults,
      historyDigest: outcomes.digest(),
    };
  }

  private requestSource(): RequestSource {
    const { input, ledger } = this;
    const { clock, log: publisher } = this.system;
    const merged = new MergedArrivals(arrivalProcesses(input), input.durationSeconds * msPerSecond);
    return new RequestSource({ clock, publisher, ledger }, merged, input);
  }

  private async pass(fromSeconds: number, toSeconds: number): Promise<void> {
    const { durationSeconds, onProgress } = this.input;
    const count = Math.ceil((steps * (toSeconds - fromSeconds)) / durationSeconds);
    for (let step = 1; step <= count; step += 1) {
      const passedSeconds = fromSeconds + ((toSeconds - fromSeconds) * step) / count;
      const { clock } = this.system;
      await clock.advance(Math.max(0, this.startMs + passedSeconds * msPerSecond - clock.nowMs()));
      onProgress?.(passedSeconds / durationSeconds);
      await nextTurn();
    }
  }

  private answered(records: readonly InboundRecord[]): void {
    const nowMs = this.system.clock.nowMs();
    for (const record of records) {
      const outcome = JSON.parse(String(record.value)) as InferenceCompleted;
      const number = Number(outcome.id);
      if (this.ledger.answer(number, outcome.status, nowMs))
        this.outcomes.add(outcome, nowMs, number >= this.source.firstCounted);
      else this.system.events.error('a request got a second outcome', outcome.id);
      record.release();
    }
  }

  /** What is run after the last request still belongs to the last hour. */
  private hourNow(): number {
    const { durationSeconds, warmUpSeconds } = this.input;
    const sinceStart = (this.system.clock.nowMs() - this.startMs) / msPerSecond;
    const last = Math.ceil((durationSeconds - warmUpSeconds) / secondsPerHour) - 1;
    return Math.min(last, Math.max(0, Math.floor((sinceStart - warmUpSeconds) / secondsPerHour)));
  }

  private executed(execution: Execution): void {
    const { ledger, source } = this;
    const numbers = execution.inputs.map(Number);
    const counted = numbers.filter((number) => number >= source.firstCounted && ledger.isOpen(number)).length;
    if (counted === 0) return;
    this.bill.charge(execution, counted / execution.inputs.length, this.hourNow());
    if (execution.cold) this.coldStarts += 1;
  }
}
