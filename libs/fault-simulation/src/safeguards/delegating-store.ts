import {
  BatchStore,
  type BufferedRequest,
  type DueReply,
  type EmittedBatch,
  type StoreAnswer,
  type LeasedBatch,
  type LeaseOptions,
  type PushReply,
  type RequestStatus,
  type SettleClaim,
  type SettleVerdict,
} from '@harmonybatch/ports';

/** A store that passes everything on to another. */
export class DelegatingStore extends BatchStore {
  constructor(private readonly store: BatchStore) {
    super();
  }

  override push(
    model: string,
    requests: readonly BufferedRequest[],
    terms: LeaseOptions,
  ): Promise<StoreAnswer<PushReply[]>> {
    return this.store.push(model, requests, terms);
  }

  override flushDue(model: string, terms: LeaseOptions): Promise<StoreAnswer<DueReply>> {
    return this.store.flushDue(model, terms);
  }

  override recover(model: string, terms: LeaseOptions): Promise<StoreAnswer<LeasedBatch[]>> {
    return this.store.recover(model, terms);
  }

  override ack(model: string, batches: readonly EmittedBatch[], nowMs: number): Promise<StoreAnswer<void>> {
    return this.store.ack(model, batches, nowMs);
  }

  override status(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<RequestStatus[]>> {
    return this.store.status(model, ids, nowMs);
  }

  override settle(model: string, claim: SettleClaim): Promise<StoreAnswer<SettleVerdict[]>> {
    return this.store.settle(model, claim);
  }

  override done(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<void>> {
    return this.store.done(model, ids, nowMs);
  }
}
