/** Between these lies what the broker's clock (epoch ms) is ahead of this process's monotonic one, ms. */
export interface ClockOffsetBounds {
  readonly minMs: number;
  readonly maxMs: number;
}

/** The clocks of a machine, as its operator may set and as only time moves. */
export interface SystemClocks {
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
}

/**
 * Kafka's time as far as it is known, so that all services have the same: deadlines that one writes are judged by another. Until
 * it is known, the time of this machine. A machine whose clock is set meanwhile changes nothing.
 */
export class BrokerTime {
  /** What Kafka's time is ahead of the monotonic one, ms. */
  private offsetMs: number | null = null;

  constructor(private readonly clocks: SystemClocks) {}

  /** Epoch ms. */
  nowMs(): number {
    const { wallMs, monotonicMs } = this.clocks;
    return this.offsetMs === null ? wallMs() : monotonicMs() + this.offsetMs;
  }

  /** What was learned of Kafka's time: where the present one agrees with it, nothing changes, else it moves as little as it has to. */
  observe({ minMs, maxMs }: ClockOffsetBounds): void {
    const presentMs = this.offsetMs ?? this.clocks.wallMs() - this.clocks.monotonicMs();
    this.offsetMs = Math.min(Math.max(presentMs, minMs), maxMs);
  }

  /** How far the machine's clock is ahead of Kafka's, ms; 0 while Kafka's is not known. */
  skewMs(): number {
    const { wallMs, monotonicMs } = this.clocks;
    return this.offsetMs === null ? 0 : wallMs() - monotonicMs() - this.offsetMs;
  }
}
