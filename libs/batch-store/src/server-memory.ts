/** What a Redis server says of its memory (`INFO memory`). */
export interface ServerMemory {
  readonly policy: string | null;
  readonly usedBytes: number;
  /** 0 where nothing limits it. */
  readonly maxBytes: number;
}

const field = (info: string, name: string): string | null => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? null;

export const readMemory = (info: string): ServerMemory => ({
  policy: field(info, 'maxmemory_policy'),
  usedBytes: Number(field(info, 'used_memory') ?? 0),
  maxBytes: Number(field(info, 'maxmemory') ?? 0),
});

/** Why requests and facts are not safe under this policy, and the command that corrects it; null where they are. */
export function policyFault({ policy }: ServerMemory): string | null {
  if (policy === null || policy === 'noeviction') return null;
  return `Redis has maxmemory-policy ${policy}, which may drop requests and facts: set it to noeviction (redis-cli CONFIG SET maxmemory-policy noeviction)`;
}

/** Why nothing new can be kept, and the command that makes room; null where there is room. */
export function fullFault({ usedBytes, maxBytes }: ServerMemory): string | null {
  if (maxBytes === 0 || usedBytes <= maxBytes) return null;
  return `Redis is out of memory: it uses ${usedBytes} of ${maxBytes} bytes; raise maxmemory (redis-cli CONFIG SET maxmemory BYTES) or delete other data`;
}
