/** Between these lies what the broker's clock (epoch ms) is ahead of this process's monotonic one, ms. */
export interface TimeWindow {
  readonly leastMs: number;
  readonly mostMs: number;
}

/** The clocks of a machine, as its operator may set and as only time moves. */
export interface MachineClocks {
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
}

/**
 * Kafka's time as far as it is known, so that all services have the same: deadlines that one writes are judged by another. Until
 * it is known, the time of this machine. A machine whose clock is set meanwhile changes nothing.
 */
export class BrokerTime {
  /** What Kafka's time is ahead of the monotonic one, ms. */
  private aheadMs: number | null = null;

  constructor(private readonly clocks: MachineClocks) {}

  /** Epoch ms. */
  nowMs(): number {
    const { wallMs, monotonicMs } = this.clocks;
    return this.aheadMs === null ? wallMs() : monotonicMs() + this.aheadMs;
  }

  /** What was learned of Kafka's time: where the present one agrees with it, nothing changes, else it moves as little as it has to. */
  heed({ leastMs, mostMs }: TimeWindow): void {
    const presentMs = this.aheadMs ?? this.clocks.wallMs() - this.clocks.monotonicMs();
    this.aheadMs = Math.min(Math.max(presentMs, leastMs), mostMs);
  }

  /** How far the machine's clock is ahead of Kafka's, ms; 0 while Kafka's is not known. */
  skewMs(): number {
    const { wallMs, monotonicMs } = this.clocks;
    return this.aheadMs === null ? 0 : wallMs() - monotonicMs() - this.aheadMs;
  }
}
