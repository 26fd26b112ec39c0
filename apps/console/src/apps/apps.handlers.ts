import { Injectable } from '@nestjs/common';
import type { AppLane, AppPage } from '@harmonybatch/console-api';
import { PlanBoard } from '@harmonybatch/pipeline';
import { Clock } from '@harmonybatch/ports';
import type { Call, HandlerGroup, Handlers } from '../protocol/call';
import { notFound } from '../protocol/refusal';
import { functionInWords } from '../plans/function-in-words';
import { lookupOf } from '../plans/plan-lookup';
import { AppFigures } from '../traffic/app-figures';
import { Traffic } from '../traffic/traffic';
import { AppRows, sorted } from './app-rows';

const defaultLimit = 100;
const shownBuckets = 120;

/** Answers with apps: what was promised, and what was delivered. */
@Injectable()
export class AppsHandlers implements HandlerGroup {
  readonly handlers: Pick<Handlers, 'apps' | 'app'> = {
    apps: ({ query }) => this.list(query),
    app: ({ params, query }) => this.page(params.app, query.window ?? '15m'),
  };

  constructor(
    private readonly rows: AppRows,
    private readonly traffic: Traffic,
    private readonly board: PlanBoard,
    private readonly clock: Clock,
  ) {}

  private list({
    window = '15m',
    sort = 'worst',
    limit = defaultLimit,
    offset = 0,
    state,
    model,
    q,
  }: Call<'apps'>['query']) {
    const part = q?.toLowerCase();
    const wanted = this.rows
      .all(window)
      .filter(
        (row) =>
          (state === undefined || row.state === state) &&
          (model === undefined || row.model === model) &&
          (part === undefined || row.app.toLowerCase().includes(part)),
      );
    return {
      atMs: this.clock.nowMs(),
      window,
      total: wanted.length,
      rows: sorted(wanted, sort).slice(offset, offset + limit),
    };
  }

  private page(name: string, window: AppPage['window']): AppPage {
    const app = this.rows.of(name, window);
    if (app === undefined) throw notFound(`app "${name}"`, 'Register it with "harmonybatch apps apply FILE".');
    const figures = this.traffic.of(window).apps.get(name) ?? new AppFigures();
    return {
      ...{ atMs: this.clock.nowMs(), window, app },
      minutes: this.traffic
        .minutesOf(name)
        .map(({ atMs, figures: minute }) => ({
          atMs,
          requests: minute.counts.requests,
          inSlo: minute.counts.inSlo,
          p99Ms: minute.latencyMs.p99,
        }))
        .slice(-60),
      histogram: coarser(figures.histogram),
      lateCauses: figures.causes,
      errorCodes: figures.codes,
      batchReasons: figures.reasons,
      lanes: this.lanesOf(name, app.model),
    };
  }

  private lanesOf(name: string, model: string): AppLane[] {
    const plan = this.board.planOf(model)?.plan;
    if (plan === undefined) return [];
    return (lookupOf(plan).places.get(name) ?? []).map(({ group, app }) => ({
      groupId: group.id,
      functionName: group.functionName,
      function: functionInWords(group.function),
      batchSize: group.batchSize,
      timeoutMs: app.timeoutMs,
      maxLatencyMs: group.latencyMs.max,
      overheadMs: app.overheadMs ?? plan.overheadMs,
      share: app.share ?? 1,
      sharesWith: group.apps.length - 1,
    }));
  }
}

/** So few buckets as are shown: as many neighbours in one as it takes. */
function coarser(buckets: AppPage['histogram']): AppPage['histogram'] {
  const together = Math.ceil(buckets.length / shownBuckets);
  return Array.from({ length: Math.ceil(buckets.length / Math.max(1, together)) }, (_, index) => {
    const some = buckets.slice(index * together, (index + 1) * together);
    return { uptoMs: some.at(-1)!.uptoMs, requests: some.reduce((sum, { requests }) => sum + requests, 0) };
  });
}
