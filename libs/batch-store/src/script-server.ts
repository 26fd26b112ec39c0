import type { RedisLogin } from './redis-login';
import type { Reply, ScriptCall } from './script-calls';

/** Calls scripts; the replies are in order, each for itself: an error where the server refused that one. */
export type Ask = (calls: readonly ScriptCall[]) => Promise<(Reply | Error)[]>;

export interface ServerOptions {
  /** `redis://…` or `rediss://…`. */
  readonly url: string;
  readonly login: RedisLogin;
  /** What the connection is called in `CLIENT LIST`, behind `harmonybatch-`. */
  readonly name: string;
  /** Longest time to be let in, ms. */
  readonly admitTimeoutMs: number;
  /** A server that answers nothing for this long while calls are open is assumed to be absent, ms. */
  readonly responseTimeoutMs: number;
  /** Asked of each new connection before any other call; throws where the server is not to be used. */
  readonly admit: (ask: Ask) => Promise<void>;
  /** Asked again and again of a connection that is used; throws where the server is another's by now. */
  readonly confirm: (ask: Ask) => Promise<void>;
  /** Told why the server, or a part of it, cannot be used, and null when all of it can be again. */
  readonly onChange: (fault: string | null) => void;
}

/** What one Redis server says of itself. */
export interface ServerInfo {
  /** `host:port` of a node of a cluster. */
  readonly node?: string;
  readonly text: string;
}

/** Where scripts are called: one server, or a cluster of them. */
export interface ScriptServer {
  /** Resolves when it can be used, however many attempts that takes; never rejects. */
  ready(): Promise<void>;
  /**
   * Calls on one model. Rejects where they cannot be made or time ran out. Where a connection was just lost they are repeated on
   * the next one within that time: every script can be.
   */
  call(calls: readonly ScriptCall[], timeoutMs: number): Promise<(Reply | Error)[]>;
  /** A section of the account that each server gives of itself. */
  info(section: string, timeoutMs: number): Promise<readonly ServerInfo[]>;
  close(): void;
}
