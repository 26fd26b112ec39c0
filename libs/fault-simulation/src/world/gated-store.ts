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
import type { Verb } from '../scenario/fault';
import type { Incarnation } from './incarnation';
import type { PortGate } from './port-gate';
import { storeTimeoutMs } from './world-options';

/** Called with what was claimed in the store, and with calls that the store did not answer. */
export interface ClaimListener {
  claimed(by: Incarnation, claim: SettleClaim, settled: StoreAnswer<SettleVerdict[]>): void;
  claimUnanswered(by: Incarnation, claim: SettleClaim): void;
  unanswered(by: Incarnation, ids: readonly string[]): void;
}

/** The shared store as one incarnation reaches it. */
export class GatedStore extends BatchStore {
  constructor(
    private readonly gate: PortGate,
    private readonly store: BatchStore,
    private readonly listener: ClaimListener,
  ) {
    super();
  }

  override push(
    model: string,
    requests: readonly BufferedRequest[],
    terms: LeaseOptions,
  ): Promise<StoreAnswer<PushReply[]>> {
    return this.call('push', () => this.store.push(model, requests, terms));
  }

  override flushDue(model: string, terms: LeaseOptions): Promise<StoreAnswer<DueReply>> {
    return this.call('flushDue', () => this.store.flushDue(model, terms));
  }

  override recover(model: string, terms: LeaseOptions): Promise<StoreAnswer<LeasedBatch[]>> {
    return this.call('recover', () => this.store.recover(model, terms));
  }

  override ack(model: string, batches: readonly EmittedBatch[], nowMs: number): Promise<StoreAnswer<void>> {
    return this.call('ack', () => this.store.ack(model, batches, nowMs));
  }

  override status(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<RequestStatus[]>> {
    return this.call('status', () => this.store.status(model, ids, nowMs));
  }

  override settle(model: string, claim: SettleClaim): Promise<StoreAnswer<SettleVerdict[]>> {
    const { incarnation } = this.gate;
    const perform = async (): Promise<StoreAnswer<SettleVerdict[]>> => {
      const settled = await this.store.settle(model, claim);
      this.listener.claimed(incarnation, claim, settled);
      return settled;
    };
    return this.call('settle', perform, () => this.listener.claimUnanswered(incarnation, claim));
  }

  override done(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<void>> {
    const failed = (): void => this.listener.unanswered(this.gate.incarnation, ids);
    return this.call('done', () => this.store.done(model, ids, nowMs), failed);
  }

  private call<T>(verb: Verb, perform: () => Promise<T>, failed?: () => void): Promise<T> {
    return this.gate.call({ verb, of: 'store', timeoutMs: storeTimeoutMs, perform, failed });
  }
}
