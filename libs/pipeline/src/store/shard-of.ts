const fnvOffset = 0x811c9dc5;
const fnvPrime = 0x01000193;

/**
 * The shard of a request, from 0 to `shards` − 1: the same in every process and version, for two that differ would both run
 * it. FNV-1a with the last step of MurmurHash3, since the low bits of FNV alone are uneven for ids that count.
 *
 * @param shards at least 1
 */
export function shardOf(requestId: string, shards: number): number {
  let hash = fnvOffset;
  for (let at = 0; at < requestId.length; at += 1) hash = Math.imul(hash ^ requestId.charCodeAt(at), fnvPrime);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % shards;
}
