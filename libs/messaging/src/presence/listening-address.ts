import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

const wildcards = ['0.0.0.0', '::'];

/** Where others reach what listens on `host`: there, or where that is every address of this machine, its first one that is not loopback. */
export function reachableHost(host: string, interfaces = networkInterfaces()): string {
  if (!wildcards.includes(host)) return host;
  const outside = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
  return outside.find((address) => isIP(address) === 4) ?? outside[0] ?? '127.0.0.1';
}
