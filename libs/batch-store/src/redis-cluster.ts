import type { ClusterOptions } from 'ioredis';
import { redisLoginOptions, type RedisLogin } from './redis-login';
import { refusalText } from './refusals';
import { loadScripts } from './scripts';

/** A Redis Cluster, whose nodes know which of them has which keys by now. */
export interface RedisCluster {
  /** `host:port` of some nodes; they name the others. */
  readonly nodes: readonly string[];
}

const initialRetryMs = 50;
const maxRetryMs = 1_000;
/** Longest time to connect to a node, ms. */
const connectTimeoutMs = 2_000;
/** Longest time in which a node may close a connection that we ended; ioredis, and the process, wait it out where it is closed already. */
const closeTimeoutMs = 200;
/** From node to node that one call is sent on; a slot that moves is asked about again by whoever waits for the call. */
const maxRedirections = 4;
const retryMovingSlotMs = 50;

/** How ioredis speaks to a cluster: it follows keys to the node that has them, and repeats nothing for a caller that gave up. */
export const clusterOptions = (
  url: string,
  login: RedisLogin,
  name: string,
  socketTimeout: number,
): ClusterOptions & { readonly scripts: object } => ({
  scripts: loadScripts(),
  enableOfflineQueue: false,
  enableReadyCheck: false,
  maxRedirections,
  retryDelayOnTryAgain: retryMovingSlotMs,
  // Zero: a node that is down or away is nothing to wait for here.
  retryDelayOnFailover: 0,
  retryDelayOnClusterDown: 0,
  clusterRetryStrategy: (times) => Math.min(initialRetryMs * times, maxRetryMs),
  // Names stay names: certificates are made out for them, and they are resolved again at each connection.
  dnsLookup: (host, found) => found(null, host),
  redisOptions: {
    ...loginInUrl(url),
    ...(url.startsWith('rediss:') ? { tls: {} } : {}),
    ...redisLoginOptions(login),
    connectionName: `harmonybatch-${name}`,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    protocol: 2,
    disableClientInfo: true,
    connectTimeout: connectTimeoutMs,
    disconnectTimeout: closeTimeoutMs,
    socketTimeout,
    noDelay: true,
  },
});

function loginInUrl(url: string): { username?: string; password?: string } {
  const { username, password } = new URL(url);
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
}

/** A script met a key that its slot's move had taken on already: nothing that a new try does not mend. */
export const isOfMovingSlot = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('attempted to access a non local key');

/** Why a call came to nothing on a cluster, in words; `ofNode` is the last thing that went wrong with one of its nodes. */
export function clusterText(error: unknown, ofNode: string | null): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('Too many Cluster redirections'))
    return `its slot is moving to another node, or nodes disagree on whose it is, see CLUSTER NODES (${message})`;
  return ofNode === null ? refusalText(error) : `${refusalText(error)} (last error of a node: ${ofNode})`;
}
