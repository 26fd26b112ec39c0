import type { Clock } from '@harmonybatch/ports';
import { dispatcherDefaults } from './dispatcher-options';
import { Lane, type LaneOptions, type SharedSlots, type Slot } from './lane';

/**
 * Keeps functions apart: each runs so many batches at a time, and one that is slow or throttled lets its own batches wait,
 * not those of others. All together run so many too, but a few slots are kept for each function whatever the others do.
 * Those that hang must not fill the dispatcher with batches that wait: these can be shed.
 */
export class FunctionLanes {
  private readonly lanes = new Map<string, Lane>();
  private readonly shared: SharedSlots = { inUse: 0 };
  private readonly options: LaneOptions;

  constructor(
    private readonly clock: Clock,
    options: Partial<LaneOptions> = {},
  ) {
    this.options = { ...dispatcherDefaults, ...options };
  }

  /**
   * Resolves when the function has a slot, in order of asking; at `latestMs` (epoch ms) also without one, for there is
   * nothing more to wait for then; and with null where the batch is shed.
   * @param latencyMs how long the batch will take at most, as planned
   * @param bytes size of the batch
   */
  acquire(functionName: string, latestMs: number, latencyMs: number, bytes = 0): Promise<Slot | null> {
    return this.lane(functionName).acquire(latestMs, latencyMs, bytes);
  }

  /** How long the batch that waits longest for this function has waited, ms; 0 where none waits. */
  waitMs(functionName: string): number {
    return this.lanes.get(functionName)?.waitMs ?? 0;
  }

  /** Sheds the batches of the lane in which most wait, if its function is stalled. */
  shed(): void {
    const [fullest] = [...this.lanes.values()].sort((one, other) => other.waiting - one.waiting);
    if (fullest?.isStalled) fullest.shed();
  }

  private lane(name: string): Lane {
    let lane = this.lanes.get(name);
    if (lane === undefined) {
      const listener = { onFreed: () => this.grantOthers(), onIdle: () => this.lanes.delete(name) };
      lane = new Lane(this.clock, this.options, this.shared, listener);
      this.lanes.set(name, lane);
    }
    return lane;
  }

  /** A slot came free where all were in use: whoever waited for it in another lane is next. */
  private grantOthers(): void {
    if (this.shared.inUse !== this.options.maxRunning - 1) return;
    for (const lane of this.lanes.values()) if (lane.waiting > 0) lane.grantWaiting();
  }
}
