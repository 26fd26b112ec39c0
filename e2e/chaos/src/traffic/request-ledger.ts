import { randomBytes } from 'node:crypto';

/** Every request of a run by its number, which its id ends with. Times are epoch ms. */
export class RequestLedger {
  /** When each request that makes trouble was sent. */
  private readonly hostile = new Map<string, number>();
  private readonly recreatedAtMs: number[] = [];

  /** @param run makes ids differ from those of every other run. */
  constructor(readonly run = randomBytes(4).toString('hex')) {}

  /** Id of a request that makes trouble: it has to get some outcome, and is not judged otherwise. */
  addHostile(nowMs: number): string {
    const id = `${this.run}-trouble-${this.hostile.size}`;
    this.hostile.set(id, nowMs);
    return id;
  }

  /** The topic of requests was made anew: what was acknowledged before, and nobody has read, is gone. */
  topicRecreated(nowMs: number): void {
    this.recreatedAtMs.push(nowMs);
  }

  /** When the topic of requests was first made anew from `fromMs` on; null where it never was. */
  topicRecreatedAfter(fromMs: number): number | null {
    return this.recreatedAtMs.find((atMs) => atMs >= fromMs) ?? null;
  }

  isHostile(id: string): boolean {
    return this.hostile.has(id);
  }

  /** Ids of the requests that make trouble, and when each was sent. */
  get hostileIds(): ReadonlyMap<string, number> {
    return this.hostile;
  }

  private readonly apps: number[] = [];
  private readonly sentAtMs: number[] = [];
  private readonly acknowledgedAtMs: number[] = [];
  private acknowledgements = 0;

  /** Notes a request that is about to be sent. @returns its number */
  add(app: number, nowMs: number): number {
    this.apps.push(app);
    this.sentAtMs.push(nowMs);
    this.acknowledgedAtMs.push(NaN);
    return this.apps.length - 1;
  }

  acknowledge(request: number, nowMs: number): void {
    this.acknowledgedAtMs[request] = nowMs;
    this.acknowledgements += 1;
  }

  get sent(): number {
    return this.apps.length;
  }

  get acknowledged(): number {
    return this.acknowledgements;
  }

  isAcknowledged(request: number): boolean {
    return !Number.isNaN(this.acknowledgedAtMs[request] ?? NaN);
  }

  /** NaN while it is not. */
  acknowledgedAt(request: number): number {
    return this.acknowledgedAtMs[request] ?? NaN;
  }

  /** Index of its app. */
  appOf(request: number): number {
    return this.apps[request] ?? 0;
  }

  sentAt(request: number): number {
    return this.sentAtMs[request] ?? 0;
  }

  idOf(request: number): string {
    return `${this.run}-${request}`;
  }

  /** The number of an id of this run; undefined for any other. */
  numberOf(id: string): number | undefined {
    if (!id.startsWith(`${this.run}-`)) return undefined;
    const request = Number(id.slice(this.run.length + 1));
    return Number.isInteger(request) && request >= 0 && request < this.sent ? request : undefined;
  }
}
