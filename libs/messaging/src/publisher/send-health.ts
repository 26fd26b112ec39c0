/** How long Kafka may take to acknowledge a send before that is reported, ms: a leader election takes less. */
const maxSilenceMs = 5_000;
/** How long a failure is reported after it happened, ms, unless a send is acknowledged before: there may be nothing to send. */
const rememberedMs = 30_000;

interface Failure {
  readonly sinceMs: number;
  readonly lastAtMs: number;
  readonly message: string;
}

/** Whether Kafka takes what is sent. */
export class SendHealth {
  /** When each send under way began, monotonic ms, oldest first. */
  private readonly inFlight = new Set<{ readonly sinceMs: number }>();
  private failure: Failure | null = null;

  constructor(private readonly monotonicMs: () => number = () => performance.now()) {}

  /** Watches one send; a failure that a retry may fix counts, another is the record's own. */
  async watch<T>(send: () => Promise<T>, mayPass: (error: unknown) => boolean): Promise<T> {
    const begun = { sinceMs: this.monotonicMs() };
    this.inFlight.add(begun);
    try {
      const result = await send();
      this.failure = null;
      return result;
    } catch (error) {
      if (mayPass(error)) this.recordFailure(begun.sinceMs, error);
      throw error;
    } finally {
      this.inFlight.delete(begun);
    }
  }

  /** Why nothing can be written now, in words; empty where it can. */
  notReadyReasons(): string[] {
    const nowMs = this.monotonicMs();
    const { failure } = this;
    if (failure !== null && nowMs - failure.lastAtMs <= rememberedMs && nowMs - failure.sinceMs > maxSilenceMs) {
      return [`Kafka has acknowledged no record for ${seconds(nowMs - failure.sinceMs)}: ${failure.message}`];
    }
    const [oldest] = this.inFlight;
    const waitedMs = oldest === undefined ? 0 : nowMs - oldest.sinceMs;
    return waitedMs > maxSilenceMs ? [`Kafka has not acknowledged a send for ${seconds(waitedMs)}`] : [];
  }

  private recordFailure(sinceMs: number, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.failure = { sinceMs: this.failure?.sinceMs ?? sinceMs, lastAtMs: this.monotonicMs(), message };
  }
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
