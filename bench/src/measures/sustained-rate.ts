import { setTimeout as sleep } from 'node:timers/promises';
import { measured, type MeasuredLoad } from '../load/measured-load';
import type { Load, LoadClient } from '../load/load-client';
import type { Session, Sustained } from '../session';

export const maxP99Ms = 50;
const firstRateHz = 1_000;
/** Steps of the search: first far apart, then closer. */
const probeFactor = 1.5;
const backOffFactor = 0.85;
const bisections = 2;
/** Below this the search gives up: something is wrong. */
const minRateHz = 50;
/** What a backlog that grows without end shows: more is open than so much of the load. */
const maxOpenSeconds = 0.5;
const settleMs = 1_000;

const keepsUp = ({ p99Ms, unanswered, openAtEnd }: MeasuredLoad, rateHz: number): boolean =>
  p99Ms < maxP99Ms && unanswered === 0 && openAtEnd < rateHz * maxOpenSeconds;

class Search {
  constructor(
    private readonly client: LoadClient,
    private readonly session: Session,
  ) {}

  /** Doubles, near enough, until a short load is too much; then narrows down by loads as long as a rate has to hold. */
  async run(): Promise<Sustained> {
    const { probeMs } = this.session.scale;
    let tooMuchHz = firstRateHz;
    while (await this.holds({ rateHz: tooMuchHz, durationMs: probeMs })) tooMuchHz *= probeFactor;
    let best = await this.firstSustained(tooMuchHz / probeFactor);
    if (best.rateHz < tooMuchHz / probeFactor) tooMuchHz = best.rateHz / backOffFactor;
    for (let step = 0; step < bisections; step += 1) {
      const rateHz = Math.sqrt(best.rateHz * tooMuchHz);
      const found = await this.sustain(rateHz);
      if (found === null) tooMuchHz = rateHz;
      else best = found;
    }
    return best;
  }

  private async firstSustained(fromHz: number): Promise<Sustained> {
    for (let rateHz = fromHz; rateHz > minRateHz; rateHz *= backOffFactor) {
      const found = await this.sustain(rateHz);
      if (found !== null) return found;
    }
    throw new Error(`not even ${minRateHz} requests per second are sustained`);
  }

  private async sustain(rateHz: number): Promise<Sustained | null> {
    return this.holds({ rateHz, durationMs: this.session.scale.sustainMs });
  }

  /** A rate is too much when it was too much twice: one disturbance from outside does not decide. */
  private async holds(load: Load): Promise<Sustained | null> {
    const once = { ...load, rateHz: Math.round(load.rateHz) };
    return (await this.attempt(once)) ?? (await this.attempt(once));
  }

  private async attempt(load: Load): Promise<Sustained | null> {
    const { rateHz, durationMs } = load;
    const found = measured(await this.client.run(load));
    const sustained = keepsUp(found, rateHz);
    const verdict = sustained ? 'kept up' : 'too much';
    this.session.progress(
      `${rateHz} req/s for ${durationMs / 1000} s: p99 ${found.p99Ms.toFixed(1)} ms, with the call ${found.withCallP99Ms.toFixed(1)} ms, ${verdict}`,
    );
    await sleep(settleMs);
    const { p50Ms, p99Ms, withCallP99Ms } = found;
    return sustained ? { rateHz, p50Ms, p99Ms, withCallP99Ms } : null;
  }
}

/** Searches the highest rate at which the added latency's p99 stays under 50 ms and no backlog grows. */
export const searchSustained = (client: LoadClient, session: Session): Promise<Sustained> =>
  new Search(client, session).run();
