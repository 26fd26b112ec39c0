import { rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import type { Chain } from '../chain/chain';
import type { Benchmark, Session, Sustained } from '../session';
import { maxP99Ms, searchSustained } from './sustained-rate';
import { withChain } from './with-chain';

/** Finds a chain's sustained rate, once a session. */
export async function sustainedOf(name: Chain['name'], session: Session): Promise<Sustained> {
  const known = session.sustained.get(name);
  if (known !== undefined) return known;
  session.progress(`searching the sustained rate of ${name}`);
  const found = await withChain(name, session, (client) => searchSustained(client, session));
  session.sustained.set(name, found);
  return found;
}

/** The highest rate that the whole data path keeps up with. */
export const throughput: Benchmark = {
  about: `highest sustained rate of the whole data path with p99 of the added latency under ${maxP99Ms} ms`,
  async run(session) {
    const { rateHz, p50Ms, p99Ms, withCallP99Ms } = await sustainedOf('harmonybatch', session);
    const row = [`${rateHz} req/s`, rounded(p50Ms), rounded(p99Ms), rounded(withCallP99Ms)];
    return {
      lines: tableLines(['sustained', 'p50 ms', 'p99 ms', 'p99 with the call, ms'], [row]),
      figures: { rateHz, p50Ms: rounded(p50Ms), p99Ms: rounded(p99Ms), withCallP99Ms: rounded(withCallP99Ms) },
    };
  },
};
