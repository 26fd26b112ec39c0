import { Injectable } from '@nestjs/common';
import type { RequestPage, RequestRow } from '@harmonybatch/console-api';
import { Clock } from '@harmonybatch/ports';
import type { Call, HandlerGroup, Handlers } from '../protocol/call';
import { invalid, notFound } from '../protocol/refusal';
import { RecentPlans } from '../plans/recent-plans';
import { becauseOf } from './because';
import { Requests, type KeptRequest } from './requests';
import { timelineOf, wayOf } from './way-of-request';

const defaultLimit = 50;
const maxShownMembers = 64;

/** Answers with requests that are kept. */
@Injectable()
export class RequestsHandlers implements HandlerGroup {
  readonly handlers: Pick<Handlers, 'requests' | 'request'> = {
    requests: ({ query }) => this.list(query),
    request: ({ params: { identity } }) => {
      const request = this.requests.kept.get(identity);
      if (request === undefined)
        throw notFound(
          `request ${identity} that is kept`,
          'Late and failed requests are kept longest, and the newest of each app: /requests lists them.',
        );
      return this.page(request);
    },
  };

  constructor(
    private readonly requests: Requests,
    private readonly plans: RecentPlans,
    private readonly clock: Clock,
  ) {}

  private list({ limit = defaultLimit, before, ...filter }: Call<'requests'>['query']) {
    const beforeNumber = before === undefined ? Infinity : numberOf(before);
    const wanted = this.requests.kept.newest((one) => one.number < beforeNumber && isWanted(one, filter));
    const rows = wanted.slice(0, limit);
    return {
      atMs: this.clock.nowMs(),
      rows: rows.map(rowOf),
      kept: this.requests.kept.size,
      nextBefore: wanted.length > limit ? String(rows.at(-1)!.number) : null,
    };
  }

  private page(request: KeptRequest): RequestPage {
    const { outcome } = request;
    const { timing, error, sloMs, traceparent, cost, batch } = outcome;
    const known = batch === undefined ? undefined : this.requests.batches.get(batch.id);
    return {
      request: rowOf(request),
      completedAtMs: timing.completedAtMs,
      deadlineMs: sloMs === undefined ? null : timing.arrivedAtMs + sloMs,
      timeline: timelineOf(wayOf(outcome, known), this.requests.plannedFor(outcome)),
      error: error ?? null,
      traceparent: traceparent ?? null,
      batch: this.batchOf(request),
      cost: cost ?? null,
    };
  }

  private batchOf({ outcome: { batch } }: KeptRequest): RequestPage['batch'] {
    if (batch === undefined) return null;
    const { id, size, reason, group: groupId, epoch, function: functionName } = batch;
    const known = this.requests.batches.get(id);
    const members = this.requests.kept.ofBatch(id);
    const maxSize = this.plans.groupOf(epoch, groupId)?.batchSize ?? null;
    const waiting = members.map(({ outcome }) => ({
      app: outcome.app,
      arrivedAtMs: outcome.timing.arrivedAtMs,
      timeoutMs: this.requests.plannedFor(outcome)?.timeoutMs ?? null,
    }));
    return {
      ...{ id, size, reason, groupId, epoch, functionName },
      because: becauseOf(batch, maxSize, waiting),
      attempts: known?.attempts ?? 0,
      cost: known?.cost == null ? null : { ...known.cost },
      with: members.slice(0, maxShownMembers).map(({ outcome: { identity, app, timing, sloMs } }) => ({
        ...{ identity, app, arrivedAtMs: timing.arrivedAtMs },
        deadlineMs: sloMs === undefined ? null : timing.arrivedAtMs + sloMs,
      })),
    };
  }
}

type Filter = Omit<Call<'requests'>['query'], 'limit' | 'before'>;

function isWanted({ outcome, cause: found }: KeptRequest, filter: Filter): boolean {
  const { app, id, state, cause, code, batch, groupId } = filter;
  return (
    (app === undefined || outcome.app === app) &&
    (id === undefined || outcome.id === id) &&
    (state === undefined || stateOf(outcome) === state) &&
    (cause === undefined || found === cause) &&
    (code === undefined || outcome.error?.code === code) &&
    (batch === undefined || outcome.batch?.id === batch) &&
    (groupId === undefined || outcome.batch?.group === groupId)
  );
}

function stateOf({ status, timing }: KeptRequest['outcome']): NonNullable<Filter['state']> {
  if (status === 'ok') return timing.lateByMs === undefined ? 'ok' : 'late';
  return status === 'error' ? 'failed' : status;
}

function rowOf({ outcome, cause }: KeptRequest): RequestRow {
  const { identity, id, app, status, error, timing, sloMs, batch } = outcome;
  return {
    ...{ identity, id, app, status, cause },
    code: error?.code ?? null,
    arrivedAtMs: timing.arrivedAtMs,
    latencyMs: Math.max(0, timing.completedAtMs - timing.arrivedAtMs),
    sloMs: sloMs ?? null,
    lateByMs: timing.lateByMs ?? 0,
    batchSize: batch?.size ?? null,
  };
}

function numberOf(before: string): number {
  if (/^\d{1,15}$/.test(before)) return Number(before);
  throw invalid('before', 'it is none that was given', 'Take `nextBefore` of the page before.');
}
