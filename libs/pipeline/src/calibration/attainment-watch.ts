import { compile, limits, WayMeasured } from '@harmonybatch/contracts';
import { defaultAttainment, poissonUpperTail } from '@harmonybatch/model';
import { BoundedMap, type InboundRecord, type StageEvents } from '@harmonybatch/ports';
import { plannerMetrics } from '@harmonybatch/telemetry';
import { readRecord } from '../records/read-record';
import type { AppRegistry } from '../registry/app-registry';
import type { PlanBoard } from '../registry/plan-board';

/** So few late requests come of it in one of a million times where the promise is kept: then it is said that it is not. */
const leastChance = 1e-6;
/** Of so many requests of an app the older ones count half, and half again: what is bad now is not hidden by what was good. */
const remembered = 2_000;

export interface AttainmentView {
  readonly apps: Pick<AppRegistry, 'get'>;
  readonly board: Pick<PlanBoard, 'planOf'>;
  /** Whether this replica is the one to count: they all see the same. */
  readonly counts: () => boolean;
}

interface Tally {
  readonly model: string;
  promised: number;
  requests: number;
  late: number;
  isBroken: boolean;
}

const validator = compile(WayMeasured);

/**
 * Holds what apps get against what they were promised: both as parts of their requests, and a word, once, where an app gets less
 * than chance explains.
 */
export class AttainmentWatch {
  private readonly tallies = new BoundedMap<string, Tally>(limits.maxApps);

  constructor(
    private readonly events: StageEvents,
    private readonly view: AttainmentView,
  ) {
    events.watch(plannerMetrics.attainmentPromised, () => this.samples(({ promised }) => promised));
    events.watch(plannerMetrics.attainmentDelivered, () => this.samples(({ requests, late }) => 1 - late / requests));
  }

  /** Takes in a record of `way.measured`; one that cannot be read is told by whoever reads the way in it. */
  onWayMeasured(record: InboundRecord): void {
    const read = readRecord(record.value, validator);
    if (read.kind !== 'value' || !this.view.counts()) return;
    for (const { app, requests, late } of read.value.answered ?? []) this.judge(read.value.model, app, requests, late);
  }

  private judge(model: string, app: string, requests: number, late: number): void {
    const registered = this.view.apps.get(app);
    if (registered?.model !== model) return;
    const promised = registered.attainment ?? defaultAttainment;
    const known = this.tallies.get(app);
    const tally = known?.model === model ? known : { model, promised, requests: 0, late: 0, isBroken: false };
    this.tallies.set(app, tally);
    tally.promised = promised;
    const kept = tally.requests > remembered ? 0.5 : 1;
    tally.requests = kept * tally.requests + requests;
    tally.late = kept * tally.late + late;
    this.tellWhereBroken(app, tally, this.together(model, app));
  }

  /** Of the apps that are still there. */
  private samples(valueOf: (tally: Tally) => number) {
    if (!this.view.counts()) return [];
    return [...this.tallies.entries()]
      .filter(([app, { model }]) => this.view.apps.get(app)?.model === model)
      .map(([app, tally]) => ({ labels: { model: tally.model, app }, value: valueOf(tally) }));
  }

  /** Requests of an app that a batch holds on average, 1 or more: they are late together. */
  private together(model: string, app: string): number {
    const groups = this.view.board.planOf(model)?.plan.groups ?? [];
    const sizes = groups
      .filter(({ apps }) => apps.some(({ name }) => name === app))
      .map(({ apps, meanBatchSize }) => {
        const rateHz = apps.reduce((sum, one) => sum + one.rateHz, 0);
        return rateHz > 0 ? (meanBatchSize * apps.find(({ name }) => name === app)!.rateHz) / rateHz : 1;
      });
    return Math.max(1, ...sizes);
  }

  private tellWhereBroken(app: string, tally: Tally, together: number): void {
    const { model, promised, requests, late } = tally;
    if (tally.isBroken) {
      tally.isBroken = late > requests * (1 - promised);
      if (!tally.isBroken) this.events.info('an app gets what it was promised again', { app, promised });
      return;
    }
    if (poissonUpperTail(late / together, (requests * (1 - promised)) / together) >= leastChance) return;
    tally.isBroken = true;
    this.events.count(plannerMetrics.promisesBroken, { model, app });
    this.events.warn('an app gets less than it was promised, by more than chance', {
      app,
      promised,
      delivered: 1 - late / requests,
      requests: Math.round(requests),
    });
  }
}
