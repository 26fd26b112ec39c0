import type { Container, ContainerFault, StartContainer } from '../containers/container';
import type { Timers } from '../time/timers';

/** What the owner of an instance has to know at once. */
export interface InstanceEvents {
  ready(initialisationSeconds: number): void;
  /** Its container came to its end without having been told to. */
  ended(instance: Instance, fault: ContainerFault): void;
}

/** One instance of a function: starts cold, then serves. */
export class Instance {
  state: 'starting' | 'ready' = 'starting';
  /** Invocations that run here or wait for the cold start. */
  inFlight = 0;
  /** When it last became idle; for one that never served, when it became ready. */
  idleSinceMs: number;
  readonly createdAtEpochMs: number;
  /** When the cold start is expected to end. */
  readonly readyAtMs: number;
  readonly container: Container;
  /** Resolves at the end of the cold start; rejects with the fault of the container where it ended instead. */
  readonly ready: Promise<void>;
  private settle!: { readonly resolve: () => void; readonly reject: (fault: ContainerFault) => void };

  constructor(
    readonly id: string,
    start: StartContainer,
    private readonly timers: Timers,
    private readonly events: InstanceEvents,
  ) {
    this.createdAtEpochMs = timers.epochMs();
    this.ready = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    this.ready.catch(() => undefined);
    this.container = start(id, { ready: (seconds) => this.becomeReady(seconds), ended: (fault) => this.end(fault) });
    this.readyAtMs = timers.nowMs() + this.container.coldStartMs;
    this.idleSinceMs = this.readyAtMs;
  }

  private becomeReady(initialisationSeconds: number): void {
    this.state = 'ready';
    this.idleSinceMs = this.timers.nowMs();
    this.settle.resolve();
    this.events.ready(initialisationSeconds);
  }

  private end(fault: ContainerFault): void {
    this.settle.reject(fault);
    this.events.ended(this, fault);
  }
}
