import { compile, limits, PlanPublished, type GroupRoute, type PublishedGroup } from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';
import { readRecord } from '../records/read-record';

const validator = compile(PlanPublished);
const maxModels = 1_000;

/** How requests of one app are batched under the plan in force. */
export interface AppRoute {
  readonly group: GroupRoute;
  /** `group` as JSON, made once a plan. */
  readonly groupJson: string;
  /** SLO of the app that the plan is made for, ms. */
  readonly sloMs: number;
  readonly timeoutMs: number;
}

export type UnservableApp = PlanPublished['unservable'][number];

/** A group that takes part of an app's requests: those whose fraction is below `upTo` and in no group before it. */
interface SharedRoute {
  readonly route: AppRoute;
  readonly upTo: number;
}

interface BoardEntry {
  readonly epoch: number;
  readonly plan: PlanPublished;
  readonly routes: ReadonlyMap<string, readonly SharedRoute[]>;
  /** Planned rate by app, over all groups that take part of it. */
  readonly ratesHz: ReadonlyMap<string, number>;
  readonly unservable: ReadonlyMap<string, UnservableApp>;
}

/** The plan in force of every model, as read from `plan.published`. */
export class PlanBoard {
  private readonly entries = new Map<string, BoardEntry>();
  private readonly listeners: ((model: string) => void)[] = [];

  /** Takes one record of `plan.published` in; returns what is wrong with it, in which case the board stays as it was. */
  apply(record: InboundRecord): string | null {
    if (record.key === null) return 'a plan has no key; the key must be the name of its model';
    const model = record.key;
    if (record.value === null) {
      this.entries.delete(model);
    } else {
      const read = readRecord(record.value, validator, { bytes: limits.maxRecordBytes });
      if (read.kind === 'unreadable') return read.reason;
      const plan = read.value;
      if (plan.model !== model) return `the plan of model ${plan.model} has the key ${model}`;
      if (!this.entries.has(model) && this.entries.size >= maxModels) return `more than ${maxModels} models have plans`;
      this.entries.set(model, makeEntry(plan, record.offset));
    }
    for (const listener of this.listeners) listener(model);
    return null;
  }

  /** Calls `listener` with the model's name after every plan that was taken in. */
  onChange(listener: (model: string) => void): void {
    this.listeners.push(listener);
  }

  models(): string[] {
    return [...this.entries.keys()];
  }

  planOf(model: string): { readonly epoch: number; readonly plan: PlanPublished } | undefined {
    return this.entries.get(model);
  }

  /** The group of a request; an app that is split over groups spreads its requests by their identities. */
  routeOf(model: string, app: string, identity: string): AppRoute | undefined {
    const routes = this.entries.get(model)?.routes.get(app);
    if (routes === undefined || routes.length === 1) return routes?.[0]?.route;
    const place = fractionOf(identity);
    return (routes.find(({ upTo }) => place < upTo) ?? routes[routes.length - 1])?.route;
  }

  /** The rate that the plan in force is made for, req/s; 0 for an app that it does not serve. */
  plannedRateHz(model: string, app: string): number {
    return this.entries.get(model)?.ratesHz.get(app) ?? 0;
  }

  /** The app, if the plan in force had to leave it out because nothing can meet its SLO. */
  unservable(model: string, app: string): UnservableApp | undefined {
    return this.entries.get(model)?.unservable.get(app);
  }
}

function makeEntry(plan: PlanPublished, epoch: number): BoardEntry {
  const routes = new Map<string, SharedRoute[]>();
  const ratesHz = new Map<string, number>();
  for (const group of plan.groups) {
    const route = routeOfGroup(plan, group, epoch);
    const groupJson = JSON.stringify(route);
    for (const app of group.apps) {
      const shared = routes.get(app.name) ?? [];
      const upTo = (shared[shared.length - 1]?.upTo ?? 0) + (app.share ?? 1);
      const appRoute = {
        group: route,
        groupJson,
        sloMs: app.sloMs,
        timeoutMs: app.timeoutMs,
      };
      shared.push({ route: appRoute, upTo });
      routes.set(app.name, shared);
      ratesHz.set(app.name, (ratesHz.get(app.name) ?? 0) + app.rateHz);
    }
  }
  return { epoch, plan, routes, ratesHz, unservable: new Map(plan.unservable.map((app) => [app.name, app])) };
}

const digits = 8;

/** A request's place in [0, 1), the same in every process: identities are uniform hashes in hex. */
const fractionOf = (identity: string): number => Number.parseInt(identity.slice(0, digits), 16) / 16 ** digits;

const routeOfGroup = (plan: PlanPublished, group: PublishedGroup, epoch: number): GroupRoute => ({
  id: group.id,
  epoch,
  functionName: group.functionName,
  call: plan.call,
  function: group.function,
  prices: plan.prices,
  price: group.price,
  batchSize: group.batchSize,
  latencyMs: group.latencyMs,
  slackMs: group.slackMs,
  functionTimeoutMs: group.functionTimeoutMs,
});
