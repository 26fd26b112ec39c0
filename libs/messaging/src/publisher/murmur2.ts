const seed = 0x9747b28c;
const multiplier = 0x5bd1e995;

/**
 * The hash by which Kafka's clients place keys, as an unsigned 32-bit integer
 * (`Utils.murmur2` of https://github.com/apache/kafka; variant of https://github.com/aappleby/smhasher, MurmurHash2).
 * kafkajs computes the same in 64-bit numbers of its own, which takes twenty times as long.
 */
export function murmur2(key: Buffer): number {
  const { length } = key;
  const whole = length - (length % 4);
  let hash = seed ^ length;
  for (let at = 0; at < whole; at += 4) {
    const word = key[at]! | (key[at + 1]! << 8) | (key[at + 2]! << 16) | (key[at + 3]! << 24);
    const mixed = Math.imul(word, multiplier);
    hash = Math.imul(hash, multiplier) ^ Math.imul(mixed ^ (mixed >>> 24), multiplier);
  }
  if (length - whole === 3) hash ^= key[whole + 2]! << 16;
  if (length - whole >= 2) hash ^= key[whole + 1]! << 8;
  if (length > whole) hash = Math.imul(hash ^ key[whole]!, multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return (hash ^ (hash >>> 15)) >>> 0;
}
