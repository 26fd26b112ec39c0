import type {
  BatchStore,
  DueReply,
  EmittedBatch,
  StoreAnswer,
  LeasedBatch,
  LeaseOptions,
  RequestStatus,
  SettleClaim,
  SettleVerdict,
} from '@harmonybatch/ports';
import { DelegatingStore } from './delegating-store';
import type { Safeguard } from './safeguard';

/** Callers never notice that the store lost its data. */
class UnnoticedGenerations extends DelegatingStore {
  override async push(...call: Parameters<BatchStore['push']>): ReturnType<BatchStore['push']> {
    return ofOneGeneration(await super.push(...call));
  }

  override async flushDue(model: string, terms: LeaseOptions): Promise<StoreAnswer<DueReply>> {
    return ofOneGeneration(await super.flushDue(model, terms));
  }

  override async recover(model: string, terms: LeaseOptions): Promise<StoreAnswer<LeasedBatch[]>> {
    return ofOneGeneration(await super.recover(model, terms));
  }

  override async ack(model: string, batches: readonly EmittedBatch[], nowMs: number): Promise<StoreAnswer<void>> {
    return ofOneGeneration(await super.ack(model, batches, nowMs));
  }

  override async status(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<RequestStatus[]>> {
    const { reply, ...known } = ofOneGeneration(await super.status(model, ids, nowMs));
    return { ...known, reply: reply.map((status) => (status === 'unknown' ? 'waiting' : status)) };
  }
}

/** Batches of batchers that died are nobody's. */
class NoRecovery extends DelegatingStore {
  override async recover(model: string, terms: LeaseOptions): Promise<StoreAnswer<LeasedBatch[]>> {
    return { ...(await super.status(model, [], terms.nowMs)), reply: [] };
  }
}

/** What another dispatcher runs counts as done. */
class BusyIsDone extends DelegatingStore {
  override async settle(model: string, claim: SettleClaim): Promise<StoreAnswer<SettleVerdict[]>> {
    const { reply, ...known } = await super.settle(model, claim);
    return { ...known, reply: reply.map((verdict) => (verdict.kind === 'busy' ? { kind: 'done' } : verdict)) };
  }
}

/** Everybody may run everything. */
class NoClaims extends DelegatingStore {
  override async settle(_model: string, { ids }: SettleClaim): Promise<StoreAnswer<SettleVerdict[]>> {
    return { generation: 0, knownSinceMs: 0, reply: ids.map(() => ({ kind: 'mine' })) };
  }
}

const ofOneGeneration = <T>(answer: StoreAnswer<T>): StoreAnswer<T> => ({ ...answer, generation: 0 });

/** The store as a process sees it that lacks a safeguard. */
export function weakenedStore(store: BatchStore, without: Safeguard | null): BatchStore {
  if (without === 're-push') return new UnnoticedGenerations(store);
  if (without === 'recover') return new NoRecovery(store);
  if (without === 'busy') return new BusyIsDone(store);
  return without === 'settle' ? new NoClaims(store) : store;
}
