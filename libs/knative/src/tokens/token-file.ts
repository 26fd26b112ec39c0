import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import type { TokenSource } from './token-source';

/** Where Kubernetes puts the token of a pod's service account, and renews it. */
export const podTokenFile = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** How long what was read counts, ms; the kubelet renews a token minutes before it ends. */
const freshMs = 60_000;

/** A token that somebody else renews in a file. */
export function tokenFile(path: string): TokenSource {
  let read: { readonly token: string; readonly atMs: number } | undefined;
  return async () => {
    if (read === undefined || performance.now() - read.atMs > freshMs) {
      read = { token: (await readFile(path, 'utf8')).trim(), atMs: performance.now() };
    }
    return read.token;
  };
}
