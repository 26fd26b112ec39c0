import { clockMarginMs, type StoreAnswer, type SettleClaim, type SettleVerdict } from '@harmonybatch/ports';

export type Fate =
  | { readonly kind: 'emitted' | 'done' }
  | { readonly kind: 'running'; readonly batchId: string; readonly owner: string; readonly untilMs: number };

/** What is known of ids that have left the buffers; forgotten in two steps, as the shared store does. */
export class Fates {
  private readonly generation: number;
  private knownSinceMs: number;
  private rotatedAtMs: number;
  private young = new Map<string, Fate>();
  private old = new Map<string, Fate>();

  constructor(
    nowMs: number,
    private readonly rotateMs: number,
  ) {
    this.generation = nowMs;
    this.knownSinceMs = nowMs;
    this.rotatedAtMs = nowMs;
  }

  rotate(nowMs: number): void {
    if (nowMs - this.rotatedAtMs < this.rotateMs) return;
    this.old = this.young;
    this.young = new Map();
    this.knownSinceMs = this.rotatedAtMs;
    this.rotatedAtMs = nowMs;
  }

  /** It loses what it knew without noticing. */
  forget(): void {
    this.young.clear();
    this.old.clear();
  }

  of(id: string): Fate | undefined {
    return this.young.get(id) ?? this.old.get(id);
  }

  set(id: string, fate: Fate): void {
    this.young.set(id, fate);
  }

  /** Whether a request that arrived then, and of which nothing is known, is in no batch. */
  isKnownOpen(arrivedAtMs: number): boolean {
    return arrivedAtMs >= this.knownSinceMs + clockMarginMs;
  }

  /** Sets a fate where none is known. */
  raise(id: string, fate: Fate): void {
    if (this.of(id) === undefined) this.set(id, fate);
  }

  settle(id: string, { batchId, owner, nowMs, leaseMs }: SettleClaim): SettleVerdict {
    const fate = this.of(id);
    if (fate?.kind === 'done') return { kind: 'done' };
    const another = fate?.kind === 'running' && (fate.batchId !== batchId || fate.owner !== owner);
    if (another && fate.untilMs > nowMs) return { kind: 'busy', untilMs: fate.untilMs };
    this.set(id, { kind: 'running', batchId, owner, untilMs: nowMs + leaseMs });
    return { kind: another ? 'again' : 'mine' };
  }

  answer<T>(reply: T): StoreAnswer<T> {
    return { generation: this.generation, knownSinceMs: this.knownSinceMs, reply };
  }
}
