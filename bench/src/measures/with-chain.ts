import type { Chain } from '../chain/chain';
import { startFloorChain } from '../chain/floor-chain';
import { startServicesChain } from '../chain/services-chain';
import { LoadClient } from '../load/load-client';
import type { Session } from '../session';

/** Code is compiled by how often it runs: at a higher rate than most measurements it is warm sooner. */
const warmUpHz = 1_500;

const starts = { harmonybatch: startServicesChain, floor: startFloorChain };

/** Starts a chain, warms it up, lets `work` measure it and stops it: chains never run beside each other. */
export async function withChain<T>(
  name: Chain['name'],
  session: Session,
  work: (client: LoadClient, chain: Chain) => Promise<T>,
): Promise<T> {
  const { backends, scale } = session;
  const chain = await starts[name](backends);
  try {
    const client = await LoadClient.open(backends.brokers, chain);
    try {
      await client.run({ rateHz: warmUpHz, durationMs: scale.warmUpMs });
      return await work(client, chain);
    } finally {
      await client.close();
    }
  } finally {
    await chain.stop();
  }
}
