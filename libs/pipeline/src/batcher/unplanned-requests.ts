import { listOf, type HeldRequest } from './held-requests';

export interface UnplannedLimits {
  readonly maxUnplanned: number;
  readonly maxUnplannedBytes: number;
}

/** What one app waits with, oldest first. */
interface AppQueue {
  readonly requests: Set<HeldRequest>;
  bytes: number;
}

/**
 * The requests that wait for a plan to name their app. Their room is bounded by number and by size, and the app that takes
 * most of it is the one that has to give some back: one app without a plan cannot crowd out the others.
 */
export class UnplannedRequests {
  private readonly byApp = new Map<string, AppQueue>();
  private count = 0;
  private bytes = 0;

  /** @param answer takes requests of one model that wait no more and have no plan: their deadline came, or others need the room */
  constructor(
    private readonly limits: UnplannedLimits,
    private readonly answer: (requests: readonly HeldRequest[]) => void,
  ) {}

  /** Takes one in, until its deadline; those for which there is no room any more, oldest first of their apps, are answered. */
  add(held: HeldRequest): void {
    held.checkAtMs = held.request.deadlineMs;
    const app = appOf(held);
    const waiting = this.byApp.get(app) ?? { requests: new Set(), bytes: 0 };
    this.byApp.set(app, waiting);
    waiting.requests.add(held);
    this.adjust(waiting, 1, sizeOf(held));
    while (this.isOverLimit) {
      const surplus = this.takeOldestOfLargest();
      surplus.checkAtMs = null;
      this.answer([surplus]);
    }
  }

  /** Answers those of `due` that wait here, model by model; returns the others. */
  answerDue(due: readonly HeldRequest[]): HeldRequest[] {
    const others: HeldRequest[] = [];
    const byModel = new Map<string, HeldRequest[]>();
    for (const held of due) {
      if (this.delete(held)) listOf(byModel, held.request.model).push(held);
      else others.push(held);
    }
    for (const requests of byModel.values()) this.answer(requests);
    return others;
  }

  has(held: HeldRequest): boolean {
    return this.byApp.get(appOf(held))?.requests.has(held) ?? false;
  }

  /** Those of a model; they wait no more. */
  takeModel(model: string): HeldRequest[] {
    const taken = [...this.byApp.values()]
      .flatMap(({ requests }) => [...requests])
      .filter(({ request }) => request.model === model);
    for (const held of taken) this.delete(held);
    return taken;
  }

  /** False where it did not wait. */
  private delete(held: HeldRequest): boolean {
    const waiting = this.byApp.get(appOf(held));
    if (waiting === undefined || !waiting.requests.delete(held)) return false;
    this.adjust(waiting, -1, -sizeOf(held));
    if (waiting.requests.size === 0) this.byApp.delete(appOf(held));
    return true;
  }

  private get isOverLimit(): boolean {
    return this.count > this.limits.maxUnplanned || this.bytes > this.limits.maxUnplannedBytes;
  }

  private takeOldestOfLargest(): HeldRequest {
    const [largest] = [...this.byApp.values()].reduce(
      ([max, share], waiting): [AppQueue | null, number] => {
        const own = this.shareOf(waiting);
        return own > share ? [waiting, own] : [max, share];
      },
      [null, -1] as [AppQueue | null, number],
    );
    for (const oldest of largest?.requests ?? []) {
      this.delete(oldest);
      return oldest;
    }
    throw new Error('there is no room, and nothing takes any');
  }

  /** Which part of the room an app takes, by number or by size, whichever is more. */
  private shareOf({ requests, bytes }: AppQueue): number {
    return Math.max(requests.size / this.limits.maxUnplanned, bytes / this.limits.maxUnplannedBytes);
  }

  private adjust(waiting: AppQueue, requests: number, bytes: number): void {
    waiting.bytes += bytes;
    this.count += requests;
    this.bytes += bytes;
  }
}

/** What a request takes beside its text, roughly, bytes. */
const overheadBytes = 1_000;

/** The memory that a text takes at most: two bytes a character. */
const sizeOf = ({ payload }: HeldRequest): number => 2 * payload.length + overheadBytes;

/** Of one name under two models there are two apps. */
const appOf = ({ request: { model, app } }: HeldRequest): string => `${model}/${app}`;
