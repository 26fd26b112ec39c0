import { isIPv4, isIPv6 } from 'node:net';

/** Whether a name or address, without port, is this machine alone. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (bare.toLowerCase() === 'localhost') return true;
  return (isIPv4(bare) && bare.startsWith('127.')) || (isIPv6(bare) && bare === '::1');
}

/** The name or address of a `Host` header, without port. */
export const nameOfHost = (header: string): string => header.trim().replace(/:\d+$/, '');
