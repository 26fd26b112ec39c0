import type { SeededRandomness } from '@harmonybatch/traffic';
import type { VirtualClock } from '@harmonybatch/memory';
import type { Mishap, Verb } from '../scenario/fault';
import type { CallFate, FaultInjector } from './fault-injector';
import type { Incarnation } from './incarnation';
import type { Outages, ExternalSystem } from './outages';
import { lateTimeouts } from './world-options';

const maxTripMs = 2;

/** What the gates of one world share. */
export interface GateWorld {
  readonly clock: VirtualClock;
  readonly injector: FaultInjector;
  readonly outages: Outages;
  readonly trips: SeededRandomness;
}

/** One call of a port on its way. */
export interface GatedCall<T> {
  readonly verb: Verb;
  readonly of: ExternalSystem | null;
  /** When the caller gives it up, ms. */
  readonly timeoutMs: number;
  /** Has its effect at once and resolves with the reply. */
  readonly perform: () => Promise<T>;
  /** Hears of a call that the caller will see fail. */
  readonly failed?: () => void;
  /** What the caller gets of a call that went wrong; absent: the call rejects. */
  readonly failure?: (mishap: Mishap) => T;
}

/** Everything that an incarnation calls or is called by passes here, with what goes wrong on the way. */
export class PortGate {
  constructor(
    readonly incarnation: Incarnation,
    readonly world: GateWorld,
  ) {}

  call<T>(call: GatedCall<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const fate = this.begin(call.verb, call.of);
      this.incarnation.enter(() => this.send(call, fate, resolve, reject));
    });
  }

  /** Begins a call: faults before it strike now. */
  begin(verb: Verb, of: ExternalSystem | null): CallFate {
    const { injector, outages, clock } = this.world;
    const fate = injector.begin(this.incarnation, verb);
    const outage = of === null || fate.mishap !== null ? null : outages.mishapOf(of, clock.nowMs());
    return outage === null ? fate : { ...fate, mishap: outage };
  }

  /** How long a message is on its way, ms: often no time at all. */
  tripMs(): number {
    return Math.max(0, (2 * this.world.trips.uniform() - 1) * maxTripMs);
  }

  /** Runs `action` after `delayMs`, whatever becomes of the process. */
  later(delayMs: number, action: () => void): void {
    if (delayMs === 0) action();
    else this.world.clock.after(delayMs, action);
  }

  private send<T>(
    call: GatedCall<T>,
    fate: CallFate,
    resolve: (reply: T) => void,
    reject: (error: Error) => void,
  ): void {
    const { mishap } = fate;
    if (mishap !== null) call.failed?.();
    if (mishap === null || mishap === 'reply lost') {
      this.later(this.tripMs(), () => this.perform(call, fate, mishap === null ? resolve : null));
    } else {
      if (mishap === 'late effect') this.later(lateTimeouts * call.timeoutMs, () => this.perform(call, fate, null));
      else this.world.injector.end(fate);
    }
    if (mishap === null) return;
    const { failure } = call;
    const seenAfterMs = mishap === 'refused' ? this.tripMs() : call.timeoutMs;
    if (failure === undefined) this.fail(seenAfterMs, mishap, reject);
    else this.later(seenAfterMs, () => this.incarnation.enter(() => resolve(failure(mishap))));
  }

  private perform<T>({ perform }: GatedCall<T>, fate: CallFate, resolve: ((reply: T) => void) | null): void {
    const replied = perform();
    this.world.injector.end(fate);
    if (resolve === null) return;
    void replied.then((reply) => this.later(this.tripMs(), () => this.incarnation.enter(() => resolve(reply))));
  }

  /** The caller sees its call fail after a while. */
  fail(afterMs: number, mishap: Mishap, reject: (error: Error) => void): void {
    this.later(afterMs, () => this.incarnation.enter(() => reject(new Error(`no answer (${mishap})`))));
  }
}
