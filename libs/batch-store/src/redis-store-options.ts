import type { StageEvents } from '@harmonybatch/ports';
import type { RedisCluster } from './redis-cluster';
import type { RedisLogin } from './redis-login';
import type { RedisSentinels } from './redis-sentinels';

export interface RedisStoreOptions {
  /** `redis://…` or `rediss://…`. */
  readonly url: string;
  /** Where they are given, the server is the primary that they name, and the URL's host is not used. */
  readonly sentinels?: RedisSentinels | undefined;
  /** Where it is given, the keys are on its nodes, and the URL's host is not used. Not beside `sentinels`. */
  readonly cluster?: RedisCluster | undefined;
  readonly login?: RedisLogin;
  /** Begins every key; a colon ends it where several deployments share a server. */
  readonly keyPrefix: string;
  /** Name of the deployment that keys of this prefix belong to: those of another are refused. Absent: not checked. */
  readonly owner?: string;
  /** Longest wait for an answer, ms. */
  readonly commandTimeoutMs?: number;
  /** The same for `settle`, which the latency of every batch waits for, ms. */
  readonly settleTimeoutMs?: number;
  /** A server that answers nothing for this long while calls are open is assumed to be absent, ms. */
  readonly silentAfterMs?: number;
  /** Facts are remembered for this long at least and twice as long at most, ms. */
  readonly rotateMs?: number;
  /** Hears why the store cannot be used, and when it can be again. */
  readonly events?: StageEvents;
}
