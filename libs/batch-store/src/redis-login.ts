import type { RedisOptions } from 'ioredis';

/** What TLS needs beside the authorities that Node knows, as PEM. */
export interface RedisTls {
  /** Authorities that are believed instead. */
  readonly ca?: string | undefined;
  /** Certificate that this client shows, and its private key. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Who we are to the server, and by whom it is believed. */
export interface RedisLogin {
  /** Where the URL names none. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Of a server that is reached by `rediss://`. */
  readonly tls?: RedisTls | undefined;
}

/** The same as ioredis takes it; Sentinels are believed by the same authorities. */
export function redisLoginOptions({ username, password, tls: pem }: RedisLogin): RedisOptions {
  const tls = pem && { ca: pem.ca, cert: pem.cert, key: pem.key };
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls, sentinelTLS: tls }),
  };
}
