import { compile, limits, RateEstimated, type AppRegistered } from '@harmonybatch/contracts';
import type { InboundRecord } from '../ports/records';
import { readRecord } from '../records/read-record';
import type { ReplannerConfig } from './replanner-config';

const validator = compile(RateEstimated);
/** Rates that are remembered: those of apps that are gone included. */
const mostRates = 2 * limits.maxApps;
/** An estimate is used once it rests on this much: before, what the app expects is worth more. */
const enoughSeconds = 10;
const enoughArrivals = 50;
/** The planner needs a rate above 0. */
const leastRateHz = 0.001;
/** Part by which the parts of a rate may miss their sum. */
const rounding = 1e-6;

/** The rates of the apps as the estimators told them last. */
export class KnownRates {
  private readonly estimates = new Map<string, RateEstimated>();

  constructor(private readonly config: ReplannerConfig) {}

  /** Takes a record of `rate.estimated` in; returns what is wrong with it, or null. */
  apply(record: InboundRecord): string | null {
    if (record.key === null) return 'a rate has no key; it has to be the name of its app';
    if (record.value === null) {
      this.estimates.delete(record.key);
      return null;
    }
    const read = readRecord(record.value, validator);
    if (read.kind === 'unreadable') return read.reason;
    if (read.value.app !== record.key) return `the rate of app ${read.value.app} has the key ${record.key}`;
    if (!this.estimates.has(record.key) && this.estimates.size >= mostRates)
      return `the rates of more than ${mostRates} apps are told`;
    this.estimates.set(record.key, read.value);
    return null;
  }

  /** The rate to plan an app with, req/s: the estimate, else what the app expects, else a default. */
  rateHz(app: AppRegistered): number {
    const estimate = this.trusted(app.name);
    return Math.max(leastRateHz, estimate?.rateHz ?? app.expectedRateHz ?? this.config.unknownRateHz);
  }

  /** Whether the rate of an app differs from `plannedHz` by more than chance and enough to matter. */
  moved(app: string, plannedHz: number): boolean {
    const estimate = this.trusted(app);
    if (estimate === undefined) return false;
    const change = Math.abs(estimate.rateHz - plannedHz);
    return (
      change > this.config.notableChange * plannedHz && change > this.config.notableErrors * estimate.standardErrorHz
    );
  }

  /** Whether any app's rate differs notably from the planned one. */
  anyMoved(apps: readonly AppRegistered[], plannedHz: ReadonlyMap<string, number>): boolean {
    return apps.some(({ name }) => {
      const ofApp = plannedHz.get(name);
      return ofApp !== undefined && this.moved(name, ofApp);
    });
  }

  /** Whether an app that is not measured yet is planned with what it expects now. */
  expectedAsPlanned(app: AppRegistered, plannedHz: number): boolean {
    if (this.trusted(app.name) !== undefined) return true;
    const expectedHz = this.rateHz(app);
    return Math.abs(plannedHz - expectedHz) <= rounding * expectedHz;
  }

  private trusted(app: string): RateEstimated | undefined {
    const estimate = this.estimates.get(app);
    if (estimate === undefined) return undefined;
    const { windowSeconds, rateHz } = estimate;
    return windowSeconds >= enoughSeconds || windowSeconds * rateHz >= enoughArrivals ? estimate : undefined;
  }
}
