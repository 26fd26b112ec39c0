import type { RedisOptions } from 'ioredis';
import { nodeAddress } from './node-address';

/** Sentinels, which know where the primary of a group of Redis servers is by now. */
export interface RedisSentinels {
  /** `host:port` of some of them. */
  readonly nodes: readonly string[];
  /** What they call the group: `sentinel monitor NAME …`. */
  readonly primary: string;
  /** Login of the Sentinels themselves, where they ask for one. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** How long after no Sentinel could help all of them are asked again, ms. */
const askAgainMs = 500;

/** How ioredis finds the primary; login, encryption and database of that one are those of the URL, whose host is not used. */
export const sentinelOptions = (sentinels: RedisSentinels, url: string): RedisOptions => {
  const isEncrypted = url.startsWith('rediss:');
  return {
    sentinels: sentinels.nodes.map(nodeAddress),
    name: sentinels.primary,
    ...(sentinels.username === undefined ? {} : { sentinelUsername: sentinels.username }),
    ...(sentinels.password === undefined ? {} : { sentinelPassword: sentinels.password }),
    ...(isEncrypted ? { enableTLSForSentinelMode: true, sentinelTLS: {} } : {}),
    sentinelRetryStrategy: () => askAgainMs,
  };
};

/** Whether ioredis says that none of the Sentinels helped. */
export const isWithoutPrimary = ({ message }: Error): boolean => message.startsWith('All sentinels are unreachable');

/** Why no Sentinel told where the primary is, in words; `problem` is what ioredis says of the last one that was asked. */
export function sentinelText({ nodes, primary }: RedisSentinels, problem: string): string {
  const asked = `no Sentinel of ${nodes.join(', ')}`;
  if (/No such master|invalid reply: null/.test(problem))
    return `${asked} knows a primary called ${primary} – set REDIS_SENTINEL_PRIMARY to its name (redis-cli -p 26379 SENTINEL masters)`;
  if (/NOAUTH|WRONGPASS/.test(problem))
    return `${asked} takes the login: ${problem} – set REDIS_SENTINEL_USERNAME and REDIS_SENTINEL_PASSWORD`;
  return `${asked} answers: ${problem.replace(/^failed to connect to sentinel /, '')}`;
}
