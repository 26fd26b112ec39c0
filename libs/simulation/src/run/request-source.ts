import { topics } from '@harmonybatch/contracts';
import type { Clock, Publisher } from '@harmonybatch/ports';
import type { Arrival, MergedArrivals } from '@harmonybatch/traffic';
import type { RequestLedger } from './request-ledger';
import type { SimulationInput } from './simulation-input';

const msPerSecond = 1000;

/** The producers: writes a request to `inference.requested` at every arrival. Its id and its inputs are its number. */
export class RequestSource {
  private readonly names: readonly string[];
  private sent = 0;

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
    const number = this.sent;
    this.sent += 1;
    ledger.arrived(String(number), app, clock.nowMs(), atMs >= this.input.warmUpSeconds * msPerSecond);
    const value = `{"app":${this.names[app]},"id":"${number}","inputs":${number}}`;
    void publisher.publish([{ topic: topics.inferenceRequested.name, key: null, value }]);
  }
}
