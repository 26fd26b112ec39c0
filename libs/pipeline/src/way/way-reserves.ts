import { compile, WayMeasured, type PlanPublished, type WayReserve } from '@harmonybatch/contracts';
import { defaultAttainment, LogHistogram } from '@harmonybatch/model';
import { BoundedMap, clockMarginMs, type Clock, type InboundRecord, type StageEvents } from '@harmonybatch/ports';
import { readRecord } from '../records/read-record';
import { WayWindow, type WayQuantile } from './way-window';

const validator = compile(WayMeasured);
const maxModels = 1_000;
/** Attainments are rounded up to one of these, so that few quantiles are asked for and stand in a plan. */
const attainments = [0.9, 0.95, 0.99, 0.995, 0.999, 1] as const;
/** Nothing is asked for beyond this share: what one request in two thousand meets is an accident. */
const maxShare = 0.9995;
/** Of the requests that a quantile is measured on so many lie beyond it. */
const requestsBeyond = 2;
/** What is kept for the way stays while the measured way is between these parts of it; and a change of so little is none, ms. */
const risesAbove = 1.15;
const fallsBelow = 0.75;
const smallChangeMs = 2;
/** No way is waited for longer: what takes that long is broken, ms. */
const maxReserveMs = 5_000;

export interface WayTerms {
  /** What is kept for the way until it was measured, ms. */
  readonly overheadMs: number;
  /** What is kept at least, ms. */
  readonly minOverheadMs: number;
  /** Whether it is measured, or `overheadMs` is kept at all times. */
  readonly measuresWay: boolean;
}

/** What is kept of SLOs for the way, by what dispatchers measured of it and by what the plan in force keeps. */
export class WayReserves {
  private readonly windows = new BoundedMap<string, WayWindow>(maxModels);
  private readonly warned = new BoundedMap<string, string>(maxModels);

  constructor(
    private readonly ports: { readonly clock: Clock; readonly events: StageEvents },
    private readonly terms: WayTerms,
  ) {}

  /** Takes a record of `way.measured` in; returns what is wrong with it, or null. */
  apply(record: InboundRecord): string | null {
    const read = readRecord(record.value, validator);
    if (read.kind === 'unreadable') return read.reason;
    const { model, dispatcher, untilMs, wayMs } = read.value;
    const aheadMs = untilMs - this.ports.clock.nowMs();
    if (aheadMs > clockMarginMs) return `the way of ${model} was measured until ${Math.round(aheadMs)} ms from now`;
    const window = this.windows.get(model) ?? new WayWindow();
    this.windows.set(model, window);
    window.add(dispatcher, untilMs, LogHistogram.of(wayMs.map(({ bucket, requests }) => [bucket, requests])));
    return null;
  }

  /** What a plan of these apps is to keep for the way: what the one in force keeps, as long as that is about right. */
  of(
    model: string,
    apps: readonly { readonly attainment?: number | undefined }[],
    inForce: PlanPublished | undefined,
  ): WayReserve[] | undefined {
    if (!this.terms.measuresWay) return undefined;
    const asked = new Set(apps.map(({ attainment }) => classOf(attainment)));
    return [...asked].sort((one, other) => one - other).map((attainment) => this.reserve(model, attainment, inForce));
  }

  /** Whether the plan in force keeps too little or too much for the way. */
  haveMoved(
    model: string,
    apps: readonly { readonly attainment?: number | undefined }[],
    inForce: PlanPublished,
  ): boolean {
    const reserves = this.of(model, apps, inForce) ?? [];
    return reserves.some(
      ({ attainment, reservedMs }) => reservedMs !== (keptBy(inForce, attainment)?.reservedMs ?? inForce.overheadMs),
    );
  }

  private reserve(model: string, attainment: number, inForce: PlanPublished | undefined): WayReserve {
    const kept = inForce && keptBy(inForce, attainment);
    const measured = this.measured(model, attainment);
    const before = kept !== undefined && kept.requests > 0 ? this.bounded(kept) : this.startReserve(attainment);
    if (measured === null) return before;
    const now = this.bounded({ attainment, reservedMs: measured.ms, requests: measured.requests });
    return before.requests > 0 && !isNotable(before.reservedMs, now.reservedMs) ? before : now;
  }

  private startReserve(attainment: number): WayReserve {
    return { attainment, reservedMs: this.terms.overheadMs, requests: 0 };
  }

  private bounded(reserve: WayReserve): WayReserve {
    return {
      ...reserve,
      reservedMs: Math.min(maxReserveMs, Math.max(this.terms.minOverheadMs, reserve.reservedMs)),
    };
  }

  private measured(model: string, attainment: number): WayQuantile | null {
    const share = shareOf(attainment);
    const minRequests = Math.ceil(requestsBeyond / (1 - share));
    const measured = this.windows.get(model)?.quantile(share, minRequests, this.ports.clock.nowMs()) ?? null;
    this.warnOf(model, measured?.slowDispatcher ?? null);
    return measured;
  }

  /** Once for each dispatcher that begins to stand out. */
  private warnOf(model: string, slowDispatcher: string | null): void {
    if (slowDispatcher === null || this.warned.get(model) === slowDispatcher) return;
    this.warned.set(model, slowDispatcher);
    this.ports.events.warn(
      'the way through one dispatcher is much longer than through the others: plans do not allow for it',
      {
        model,
        dispatcher: slowDispatcher,
      },
    );
  }
}

/** What is kept for an app, ms; undefined where nothing is measured. */
export const reservedMsOf = (
  reserves: readonly WayReserve[] | undefined,
  attainment: number | undefined,
): number | undefined => reserves?.find((one) => one.attainment === classOf(attainment))?.reservedMs;

const keptBy = ({ way }: PlanPublished, attainment: number): WayReserve | undefined =>
  way?.find((one) => one.attainment === attainment);

const classOf = (attainment = defaultAttainment): number => attainments.find((one) => attainment <= one) ?? 1;

/**
 * The quantile that is kept: of what an app's attainment lets be late, the way gets half. The other half is what executions
 * leave in truth: their quantile and the way's seldom come together.
 */
export const shareOf = (attainment: number): number => Math.min(maxShare, (1 + attainment) / 2);

const isNotable = (keptMs: number, measuredMs: number): boolean =>
  (measuredMs > risesAbove * keptMs && measuredMs > keptMs + smallChangeMs) ||
  (measuredMs < fallsBelow * keptMs && measuredMs < keptMs - smallChangeMs);
