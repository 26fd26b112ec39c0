import { topics } from '@harmonybatch/contracts';
import type { Clock, Publisher } from '@harmonybatch/ports';
import type { Arrival, MergedArrivals, RequestLedger } from '@harmonybatch/traffic';
import type { SimulationInput } from './simulation-input';

const msPerSecond = 1000;

/** The producers: writes a request to `inference.requested` at every arrival. Its id and its inputs are its number. */
export class RequestSource {
  private readonly names: readonly string[];
  /** Number of the first request after the warm-up: those from it on count. */
  firstCounted = 0;

  constructor(
    private readonly ports: { readonly clock: Clock; readonly publisher: Publisher; readonly ledger: RequestLedger },
    private readonly arrivals: MergedArrivals,
    private readonly input: SimulationInput,
  ) {
    this.names = input.apps.map(({ name }) => JSON.stringify(name));
  }

  /** Begins: arrivals count their time from now. */
  start(): void {
    this.sendNext(this.ports.clock.nowMs());
  }

  private sendNext(startMs: number): void {
    const arrival = this.arrivals.next();
    if (arrival === undefined) return;
    const { clock } = this.ports;
    clock.after(startMs + arrival.atMs - clock.nowMs(), () => {
      this.send(arrival);
      this.sendNext(startMs);
    });
  }

  private send({ app, atMs }: Arrival): void {
    const { clock, publisher, ledger } = this.ports;
    const { apps, warmUpSeconds } = this.input;
    const number = ledger.send(app, apps[app]!.sloMs, clock.nowMs());
    if (atMs < warmUpSeconds * msPerSecond) this.firstCounted = number + 1;
    const value = `{"app":${this.names[app]},"id":"${number}","inputs":${number}}`;
    void publisher.publish([{ topic: topics.inferenceRequested.name, key: null, value }]);
  }
}
