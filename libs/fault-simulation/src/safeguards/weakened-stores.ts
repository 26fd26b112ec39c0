import type {
  BatchStore,
  DueReply,
  EmittedBatch,
  Founded,
  LeasedBatch,
  LeaseTerms,
  RequestStatus,
  SettleClaim,
  SettleVerdict,
} from '@harmonybatch/ports';
import { DelegatingStore } from './delegating-store';
import type { Safeguard } from './safeguard';

/** Whoever uses it never notices that the store lost its memory. */
class UnnoticedFoundings extends DelegatingStore {
  override async push(...call: Parameters<BatchStore['push']>): ReturnType<BatchStore['push']> {
    return asOfOld(await super.push(...call));
  }

  override async flushDue(model: string, terms: LeaseTerms): Promise<Founded<DueReply>> {
    return asOfOld(await super.flushDue(model, terms));
  }

  override async recover(model: string, terms: LeaseTerms): Promise<Founded<LeasedBatch[]>> {
    return asOfOld(await super.recover(model, terms));
  }

  override async ack(model: string, batches: readonly EmittedBatch[], nowMs: number): Promise<Founded<void>> {
    return asOfOld(await super.ack(model, batches, nowMs));
  }

  override async status(model: string, ids: readonly string[], nowMs: number): Promise<Founded<RequestStatus[]>> {
    const { reply, ...founded } = asOfOld(await super.status(model, ids, nowMs));
    return { ...founded, reply: reply.map((status) => (status === 'unknown' ? 'waiting' : status)) };
  }
}

/** Batches of batchers that died are nobody's. */
class NoRecovery extends DelegatingStore {
  override async recover(model: string, terms: LeaseTerms): Promise<Founded<LeasedBatch[]>> {
    return { ...(await super.status(model, [], terms.nowMs)), reply: [] };
  }
}

/** What another dispatcher runs counts as done. */
class BusyIsDone extends DelegatingStore {
  override async settle(model: string, claim: SettleClaim): Promise<Founded<SettleVerdict[]>> {
    const { reply, ...founded } = await super.settle(model, claim);
    return { ...founded, reply: reply.map((verdict) => (verdict.kind === 'busy' ? { kind: 'done' } : verdict)) };
  }
}

/** Everybody may run everything. */
class NoClaims extends DelegatingStore {
  override async settle(_model: string, { ids }: SettleClaim): Promise<Founded<SettleVerdict[]>> {
    return { foundedAtMs: 0, knownSinceMs: 0, reply: ids.map(() => ({ kind: 'mine' })) };
  }
}

const asOfOld = <T>(founded: Founded<T>): Founded<T> => ({ ...founded, foundedAtMs: 0 });

/** The store as a process sees it that lacks a safeguard. */
export function weakenedStore(store: BatchStore, without: Safeguard | null): BatchStore {
  if (without === 're-push') return new UnnoticedFoundings(store);
  if (without === 'recover') return new NoRecovery(store);
  if (without === 'busy') return new BusyIsDone(store);
  return without === 'settle' ? new NoClaims(store) : store;
}
