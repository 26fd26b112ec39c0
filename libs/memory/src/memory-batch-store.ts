import {
  BatchStore,
  type BufferedRequest,
  type DueReply,
  type EmittedBatch,
  type StoreAnswer,
  type LeasedBatch,
  type LeaseOptions,
  type PushReply,
  type Randomness,
  type RequestStatus,
  type SettleClaim,
  type SettleVerdict,
} from '@harmonybatch/ports';
import { Fates } from './memory-fates';

interface GroupBuffer {
  batchSize: number;
  route: string;
  slackMs: readonly number[];
  /** Flush time by id. */
  readonly requests: Map<string, number>;
}

interface Leased {
  readonly batch: LeasedBatch;
  untilMs: number;
}

type Place = { readonly group: string; readonly isOpen: boolean } | { readonly batchId: string };

interface ModelBuffers {
  readonly fates: Fates;
  readonly payloads: Map<string, string>;
  /** The group that an id waits in, or the batch that it is leased with. */
  readonly places: Map<string, Place>;
  readonly groups: Map<string, GroupBuffer>;
  readonly leases: Map<string, Leased>;
}

const batchIdBytes = 16;
const defaultRotateMs = 60_000;

/** Kinds of what a store keeps, each of which may be lost alone. */
export const storeParts = ['waiting', 'payloads', 'leases', 'facts'] as const;
export type StorePart = (typeof storeParts)[number];

/** The batch buffers in memory, with the semantics of the shared store: for simulation and for tests. */
export class MemoryBatchStore extends BatchStore {
  private models = new Map<string, ModelBuffers>();

  constructor(
    private readonly randomness: Randomness,
    private readonly rotateMs = defaultRotateMs,
  ) {
    super();
  }

  /** Loses everything, as a store without persistence does at a restart. */
  wipe(): void {
    this.models = new Map();
  }

  /** Loses all keys of one kind, as a store does that evicts, or in which somebody deletes. */
  lose(part: StorePart): void {
    for (const { groups, payloads, leases, fates } of this.models.values()) {
      if (part === 'waiting') for (const group of groups.values()) group.requests.clear();
      if (part === 'payloads') payloads.clear();
      if (part === 'leases') leases.clear();
      if (part === 'facts') fates.forget();
    }
  }

  /** Requests that wait or are leased, and leases; what is left of others, of which a part was lost, is not counted. */
  get load(): number {
    const loadOf = (buffers: ModelBuffers): number =>
      buffers.leases.size + [...buffers.places.keys()].filter((id) => standing(buffers, id) !== undefined).length;
    return [...this.models.values()].reduce((sum, buffers) => sum + loadOf(buffers), 0);
  }

  override async push(
    model: string,
    requests: readonly BufferedRequest[],
    terms: LeaseOptions,
  ): Promise<StoreAnswer<PushReply[]>> {
    const buffers = this.open(model, terms.nowMs);
    return buffers.fates.answer(requests.map((request) => this.pushOne(buffers, request, terms)));
  }

  override async flushDue(model: string, terms: LeaseOptions): Promise<StoreAnswer<DueReply>> {
    const buffers = this.open(model, terms.nowMs);
    const batches: LeasedBatch[] = [];
    for (const [groupId, group] of [...buffers.groups]) {
      if (dueAtMs(group) > terms.nowMs) continue;
      const batch = this.cut(buffers, groupId, 'deadline', terms);
      if (batch !== null) batches.push(batch);
    }
    const nextDueAtMs = Math.min(...[...buffers.groups.values()].map(dueAtMs));
    return buffers.fates.answer({ batches, nextDueAtMs: Number.isFinite(nextDueAtMs) ? nextDueAtMs : null });
  }

  override async recover(model: string, terms: LeaseOptions): Promise<StoreAnswer<LeasedBatch[]>> {
    const buffers = this.open(model, terms.nowMs);
    const recovered: LeasedBatch[] = [];
    for (const [batchId, leased] of [...buffers.leases]) {
      if (leased.untilMs > terms.nowMs) continue;
      const requests = leased.batch.requests.filter(({ id }) => buffers.payloads.has(id));
      if (requests.length === 0) buffers.leases.delete(batchId);
      else {
        leased.untilMs = terms.nowMs + terms.leaseMs;
        recovered.push({ ...leased.batch, requests });
      }
    }
    return buffers.fates.answer(recovered);
  }

  override async ack(model: string, batches: readonly EmittedBatch[], nowMs: number): Promise<StoreAnswer<void>> {
    const buffers = this.open(model, nowMs);
    for (const { batchId, ids } of batches) {
      buffers.leases.delete(batchId);
      for (const id of ids) {
        buffers.fates.raise(id, { kind: 'emitted' });
        forget(buffers, id);
      }
    }
    return buffers.fates.answer(undefined);
  }

  override async status(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<RequestStatus[]>> {
    const buffers = this.open(model, nowMs);
    return buffers.fates.answer(
      ids.map((id): RequestStatus => {
        const place = standing(buffers, id);
        const unknownOrPlace = place === undefined ? 'unknown' : 'group' in place ? 'waiting' : 'held';
        return buffers.fates.of(id)?.kind ?? unknownOrPlace;
      }),
    );
  }

  override async settle(model: string, claim: SettleClaim): Promise<StoreAnswer<SettleVerdict[]>> {
    const buffers = this.open(model, claim.nowMs);
    const verdicts = claim.ids.map((id) => {
      const verdict = buffers.fates.settle(id, claim);
      if (verdict.kind === 'mine' || verdict.kind === 'again') forget(buffers, id);
      return verdict;
    });
    return buffers.fates.answer(verdicts);
  }

  override async done(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<void>> {
    const buffers = this.open(model, nowMs);
    for (const id of ids) {
      buffers.fates.set(id, { kind: 'done' });
      forget(buffers, id);
    }
    return buffers.fates.answer(undefined);
  }

  private open(model: string, nowMs: number): ModelBuffers {
    let buffers = this.models.get(model);
    if (buffers === undefined) {
      buffers = {
        fates: new Fates(nowMs, this.rotateMs),
        payloads: new Map(),
        places: new Map(),
        groups: new Map(),
        leases: new Map(),
      };
      this.models.set(model, buffers);
    }
    buffers.fates.rotate(nowMs);
    return buffers;
  }

  private pushOne(buffers: ModelBuffers, request: BufferedRequest, terms: LeaseOptions): PushReply {
    const { id, groupId, batchSize, route, slackMs = [], flushAtMs, payload, arrivedAtMs = 0 } = request;
    if (buffers.fates.of(id) !== undefined) return { kind: 'emitted' };
    const place = standing(buffers, id);
    if (place !== undefined) return this.known(buffers, request, place, terms.nowMs);
    const displaced = this.displace(buffers, request, terms);
    const group = buffers.groups.get(groupId) ?? { batchSize, route, slackMs, requests: new Map<string, number>() };
    buffers.groups.set(groupId, group);
    group.batchSize = batchSize;
    group.route = route;
    group.slackMs = slackMs;
    group.requests.set(id, flushAtMs);
    buffers.payloads.set(id, payload);
    buffers.places.set(id, { group: groupId, isOpen: buffers.fates.isKnownOpen(arrivedAtMs) });
    const full = group.requests.size >= batchSize || bytesOf(buffers, group) >= terms.maxBatchBytes;
    const batch = full ? this.cut(buffers, groupId, 'size', terms) : null;
    const reply: PushReply =
      batch === null ? { kind: 'buffered', flushAtMs: dueAtMs(group) } : { kind: 'flush', batch };
    return displaced === null ? reply : { ...reply, displaced };
  }

  /** Cuts the group's batch where it and the newcomer would make late together what apart is on time. */
  private displace(
    buffers: ModelBuffers,
    { groupId, slackMs = [], flushAtMs }: BufferedRequest,
    terms: LeaseOptions,
  ): LeasedBatch | null {
    const group = buffers.groups.get(groupId);
    if (group === undefined || slackMs.length === 0 || group.requests.size === 0) return null;
    const slackOf = (size: number): number => slackMs[size - 1] ?? 0;
    const [first, before, { nowMs }] = [earliest(group), group.requests.size, terms];
    const together = slackOf(before + 1);
    const delaysBatch = first + together < nowMs && first + slackOf(before) >= nowMs;
    const delaysNewcomer = Math.min(first, flushAtMs) + together < nowMs && flushAtMs + slackOf(1) >= nowMs;
    return delaysBatch || delaysNewcomer ? this.cut(buffers, groupId, 'deadline', terms) : null;
  }

  private known(
    buffers: ModelBuffers,
    { id, groupId, flushAtMs }: BufferedRequest,
    place: Place,
    nowMs: number,
  ): PushReply {
    if ('batchId' in place) return { kind: 'held', untilMs: buffers.leases.get(place.batchId)?.untilMs ?? nowMs };
    const group = buffers.groups.get(place.group);
    if (group === undefined) return { kind: 'buffered', flushAtMs: nowMs };
    if (place.group === groupId) group.requests.set(id, Math.min(flushAtMs, group.requests.get(id) ?? flushAtMs));
    return { kind: 'buffered', flushAtMs: dueAtMs(group) };
  }

  private cut(
    buffers: ModelBuffers,
    groupId: string,
    reason: 'size' | 'deadline',
    terms: LeaseOptions,
  ): LeasedBatch | null {
    const group = buffers.groups.get(groupId)!;
    const due = dueAtMs(group);
    const requests: { id: string; payload: string }[] = [];
    let bytes = 0;
    for (const [id] of [...group.requests].sort(([a, at], [b, bt]) => at - bt || (a < b ? -1 : 1))) {
      const payload = buffers.payloads.get(id);
      if (payload === undefined) {
        group.requests.delete(id);
        continue;
      }
      bytes += Buffer.byteLength(payload);
      if (requests.length >= group.batchSize || (requests.length > 0 && bytes > terms.maxBatchBytes)) break;
      requests.push({ id, payload });
    }
    const isOpen = requests.every(({ id }) => {
      const place = buffers.places.get(id);
      return place !== undefined && 'isOpen' in place && place.isOpen;
    });
    const batch: LeasedBatch = {
      batchId: this.randomness.hex(batchIdBytes),
      groupId,
      route: group.route,
      reason,
      requests,
      openAtMs: isOpen ? Math.floor(terms.nowMs) : undefined,
      ...(Number.isFinite(due) ? { dueAtMs: due } : {}),
    };
    for (const { id } of requests) {
      group.requests.delete(id);
      buffers.places.set(id, { batchId: batch.batchId });
    }
    if (group.requests.size === 0) buffers.groups.delete(groupId);
    if (requests.length === 0) return null;
    buffers.leases.set(batch.batchId, { batch, untilMs: terms.nowMs + terms.leaseMs });
    return batch;
  }
}

/** Where a request stands; undefined where too little of it is left to make it leave. */
function standing({ places, payloads, groups, leases }: ModelBuffers, id: string): Place | undefined {
  const place = places.get(id);
  if (place === undefined || !payloads.has(id)) return undefined;
  const leaves = 'group' in place ? groups.get(place.group)?.requests.has(id) : leases.has(place.batchId);
  return leaves === true ? place : undefined;
}

const earliest = (group: GroupBuffer): number => Math.min(...group.requests.values());

/** When the group's batch has to leave at its present size. */
const dueAtMs = (group: GroupBuffer): number => earliest(group) + (group.slackMs[group.requests.size - 1] ?? 0);

const bytesOf = (buffers: ModelBuffers, group: GroupBuffer): number =>
  [...group.requests.keys()].reduce((sum, id) => sum + Buffer.byteLength(buffers.payloads.get(id) ?? ''), 0);

function forget(buffers: ModelBuffers, id: string): void {
  buffers.payloads.delete(id);
  buffers.places.delete(id);
}
