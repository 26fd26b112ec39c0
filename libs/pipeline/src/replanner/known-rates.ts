import { compile, limits, RateEstimated, type AppRegistered } from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';
import { readRecord } from '../records/read-record';
import type { ReplannerOptions } from './replanner-options';
import { SilentApps } from './silent-apps';

const validator = compile(RateEstimated);
/** Rates that are remembered: those of removed apps included. */
const maxRates = 2 * limits.maxApps;
/** An estimate is used once it rests on this much: before, what the app expects is worth more. */
const enoughSeconds = 10;
const enoughArrivals = 50;
/** The planner needs a rate above 0. */
const minRateHz = 0.001;
/** Part by which the parts of a rate may miss their sum. */
const rounding = 1e-6;

/** The rates of the apps as the estimators published them last. */
export class KnownRates {
  private readonly estimates = new Map<string, RateEstimated>();
  private readonly silentApps: SilentApps;

  constructor(
    private readonly options: ReplannerOptions,
    monotonicMs: () => number = () => 0,
  ) {
    this.silentApps = new SilentApps(monotonicMs);
  }

  /** Takes a record of `rate.estimated` in; returns what is wrong with it, or null. */
  apply(record: InboundRecord): string | null {
    if (record.key === null) return 'a rate has no key; the key must be the name of its app';
    if (record.value === null) {
      this.estimates.delete(record.key);
      return null;
    }
    const read = readRecord(record.value, validator);
    if (read.kind === 'unreadable') return read.reason;
    if (read.value.app !== record.key) return `the rate of app ${read.value.app} has the key ${record.key}`;
    if (!this.estimates.has(record.key) && this.estimates.size >= maxRates)
      return `the rates of more than ${maxRates} apps are published`;
    this.estimates.set(record.key, read.value);
    this.silentApps.onRate(record.key);
    return null;
  }

  /** The rate to plan an app with, req/s: the estimate, else what the app expects, else a default; less where it is silent. */
  rateHz(app: AppRegistered): number {
    return Math.max(minRateHz, this.silentApps.rateHz(app.name, this.knownHz(app)));
  }

  /** When the newest estimate of an app was made, epoch ms; undefined where there is none. */
  estimatedAtMs(app: string): number | undefined {
    return this.estimates.get(app)?.estimatedAtMs;
  }

  /** What the app expects has changed: it has not been silent since. */
  onExpectationChanged(app: string): void {
    if (this.trustedEstimate(app) === undefined) this.silentApps.reset(app);
  }

  /** Whether the rate of an app differs from `plannedHz` by more than chance and enough to matter. */
  hasMoved(app: AppRegistered, plannedHz: number): boolean {
    const rateHz = this.rateHz(app);
    const errorHz = this.trustedEstimate(app.name)?.standardErrorHz ?? (rateHz < this.knownHz(app) ? rateHz : Infinity);
    const change = Math.abs(rateHz - plannedHz);
    return change > this.options.notableChange * plannedHz && change > this.options.notableErrors * errorHz;
  }

  /** Whether any app's rate differs notably from the planned one. */
  anyMoved(apps: readonly AppRegistered[], plannedHz: ReadonlyMap<string, number>): boolean {
    return apps.some((app) => {
      const ofApp = plannedHz.get(app.name);
      return ofApp !== undefined && this.hasMoved(app, ofApp);
    });
  }

  /** Whether an app that is not measured yet is planned with what it expects now. */
  expectedAsPlanned(app: AppRegistered, plannedHz: number): boolean {
    if (this.trustedEstimate(app.name) !== undefined || this.silentApps.seconds(app.name) > 0) return true;
    const expectedHz = this.rateHz(app);
    return Math.abs(plannedHz - expectedHz) <= rounding * expectedHz;
  }

  private knownHz(app: AppRegistered): number {
    return this.trustedEstimate(app.name)?.rateHz ?? app.expectedRateHz ?? this.options.unknownRateHz;
  }

  private trustedEstimate(app: string): RateEstimated | undefined {
    const estimate = this.estimates.get(app);
    if (estimate === undefined) return undefined;
    const { windowSeconds, rateHz } = estimate;
    return windowSeconds >= enoughSeconds || windowSeconds * rateHz >= enoughArrivals ? estimate : undefined;
  }
}
