import { measure, type MeasuredLoad } from '../load/measured-load';
import type { Round, Session } from '../session';
import { withChain } from './with-chain';

/** Rates at which latency is told, requests per second. */
export const ratesHz = [100, 500, 2_000] as const;
/** The one at which the floor is measured too. */
export const floorRateHz = 500;

async function oneRound(session: Session): Promise<Round> {
  const durationMs = session.scale.measureMs;
  const floor = await withChain('floor', session, (client) => measure(client, { rateHz: floorRateHz, durationMs }));
  const services = await withChain('harmonybatch', session, async (client) => {
    const loads: MeasuredLoad[] = [];
    for (const rateHz of ratesHz) loads.push(await measure(client, { rateHz, durationMs }));
    return loads;
  });
  return { floor, services };
}

/** The rounds of this session; they are run once, whoever asks. */
export async function roundsOf(session: Session): Promise<readonly Round[]> {
  const { rounds, scale, progress } = session;
  while (rounds.length < scale.rounds) {
    progress(`round ${rounds.length + 1} of ${scale.rounds}: latency of the floor and of the services`);
    rounds.push(await oneRound(session));
  }
  return rounds;
}
