/** Of CRC-32C (Castagnoli), bits reversed (RFC 3720, appendix B.4). */
const polynomial = 0x82f63b78;
const slice = 8;

/** For each place of 8 bytes and each value of a byte, what that does to the sum. */
const tables = tablesOf();

function tablesOf(): Int32Array {
  const all = new Int32Array(slice * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum & 1) === 0 ? sum >>> 1 : (sum >>> 1) ^ polynomial;
    all[byte] = sum;
  }
  for (let at = 256; at < all.length; at += 1) {
    const before = all[at - 256]!;
    all[at] = (before >>> 8) ^ all[before & 255]!;
  }
  return all;
}

/** The check sum of a record batch (https://kafka.apache.org/documentation/#recordbatch), 8 bytes at a time. */
export function crc32c(bytes: Uint8Array): number {
  const whole = bytes.length - (bytes.length % slice);
  let sum = -1;
  let at = 0;
  for (; at < whole; at += slice) {
    sum ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    sum =
      tables[1792 + (sum & 255)]! ^
      tables[1536 + ((sum >>> 8) & 255)]! ^
      tables[1280 + ((sum >>> 16) & 255)]! ^
      tables[1024 + (sum >>> 24)]! ^
      tables[768 + bytes[at + 4]!]! ^
      tables[512 + bytes[at + 5]!]! ^
      tables[256 + bytes[at + 6]!]! ^
      tables[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at += 1) sum = (sum >>> 8) ^ tables[(sum ^ bytes[at]!) & 255]!;
  return (sum ^ -1) >>> 0;
}
