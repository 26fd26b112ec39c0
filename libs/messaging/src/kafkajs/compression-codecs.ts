import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { unzip } from 'node:zlib';
import { Decompress as ZstdDecompress } from 'fzstd';
import { CompressionCodecs, CompressionTypes } from 'kafkajs';

/** A record batch may become so large, bytes: what compresses better than that was made to fill memory. */
const mostBytes = 32 * 1024 * 1024;

const requireHere = createRequire(__filename);
const { uncompress } = requireHere('snappyjs') as { uncompress: (bytes: Buffer, mostBytes: number) => Buffer };
const { decompressBlock } = requireHere('lz4js') as {
  /** Returns the index in `target` after what it wrote there. */
  decompressBlock: (source: Buffer, target: Buffer, from: number, length: number, to: number) => number;
};
const gunzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(unzip);

/**
 * Makes kafkajs read snappy, lz4 and zstd beside gzip, and none of them without bounds: version 2.2.4 reads gzip alone, of any
 * size, and ends for good at the others. Nothing of ours is written compressed.
 */
export function addCompressionCodecs(): void {
  const codec = (decompress: (bytes: Buffer) => Promise<Buffer> | Buffer) => () => ({
    compress: () => Promise.reject(new Error('records are written uncompressed here')),
    decompress: async (bytes: Buffer) => decompress(bytes),
  });
  CompressionCodecs[CompressionTypes.GZIP] = codec((bytes) => gunzip(bytes, { maxOutputLength: mostBytes }));
  CompressionCodecs[CompressionTypes.Snappy] = codec(unsnappy);
  CompressionCodecs[CompressionTypes.LZ4] = codec(unlz4);
  CompressionCodecs[CompressionTypes.ZSTD] = codec(unzstd);
}

/** Java's clients write snappy in chunks, each after its length, behind this header and two versions; others write one chunk alone. */
const chunkedHeader = Buffer.from('\x82SNAPPY\0', 'latin1');
const chunkedHeaderBytes = 16;

function unsnappy(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, chunkedHeader.length).equals(chunkedHeader)) return uncompress(bytes, mostBytes);
  const chunks: Buffer[] = [];
  let left = mostBytes;
  for (let at = chunkedHeaderBytes; at < bytes.length;) {
    const length = bytes.readInt32BE(at);
    if (length < 0 || at + 4 + length > bytes.length) throw new Error('a chunk of snappy is cut off');
    const chunk = uncompress(bytes.subarray(at + 4, at + 4 + length), left);
    chunks.push(chunk);
    left -= chunk.length;
    at += 4 + length;
  }
  return Buffer.concat(chunks);
}

const lz4 = {
  magic: 0x184d2204,
  blockChecksums: 0x10,
  contentSize: 0x08,
  dictionary: 0x01,
  uncompressedBlock: 0x80000000,
  /** Largest block by its code in the frame's header, bytes. */
  blockBytes: [0, 0, 0, 0, 64 * 1024, 256 * 1024, 1024 * 1024, 4 * 1024 * 1024],
};

/** Reads a frame of LZ4 (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md); checksums are not looked at. */
function unlz4(bytes: Buffer): Buffer {
  if (bytes.readUInt32LE(0) !== lz4.magic) throw new Error('it is no frame of lz4');
  const flags = bytes.readUInt8(4);
  const blockBytes = lz4.blockBytes[(bytes.readUInt8(5) >> 4) & 7] ?? 0;
  const checksumBytes = flags & lz4.blockChecksums ? 4 : 0;
  let at = 7 + (flags & lz4.contentSize ? 8 : 0) + (flags & lz4.dictionary ? 4 : 0);
  const target = Buffer.alloc(Math.min(mostBytes, boundOfLz4(bytes, at, blockBytes, checksumBytes)));
  let written = 0;
  for (let size = bytes.readUInt32LE(at); size !== 0; size = bytes.readUInt32LE(at)) {
    const length = (size & ~lz4.uncompressedBlock) >>> 0;
    at += 4;
    if (size & lz4.uncompressedBlock) written += bytes.copy(target, written, at, at + length);
    else written = decompressBlock(bytes, target, at, length, written);
    if (written > target.length) throw new Error(`it becomes larger than ${target.length} bytes`);
    at += length + checksumBytes;
  }
  return target.subarray(0, written);
}

/** How large the blocks from `at` on can become at most, bytes. Throws where one is cut off or larger than its frame says. */
function boundOfLz4(bytes: Buffer, from: number, blockBytes: number, checksumBytes: number): number {
  let blocks = 0;
  for (let at = from; ; blocks += 1) {
    const length = (bytes.readUInt32LE(at) & ~lz4.uncompressedBlock) >>> 0;
    if (length === 0) return blocks * blockBytes;
    if (length > blockBytes) throw new Error('a block of lz4 is larger than its frame says');
    at += 4 + length + checksumBytes;
  }
}

function unzstd(bytes: Buffer): Buffer {
  refuseLargeWindow(bytes);
  const chunks: Uint8Array[] = [];
  let written = 0;
  const decompressor = new ZstdDecompress((chunk) => {
    written += chunk.length;
    if (written > mostBytes) throw new Error(`it becomes larger than ${mostBytes} bytes`);
    chunks.push(chunk);
  });
  for (let at = 0; at < bytes.length; at += zstdStepBytes)
    decompressor.push(bytes.subarray(at, at + zstdStepBytes), at + zstdStepBytes >= bytes.length);
  return Buffer.concat(chunks);
}

/** So much is handed over at a time, so that what grows too large is noticed before it has grown, bytes. */
const zstdStepBytes = 64 * 1024;
const singleSegment = 0x20;

/** The window, or where there is one segment its size, is taken from memory at once (https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.1). */
function refuseLargeWindow(bytes: Buffer): void {
  const descriptor = bytes.readUInt8(4);
  const windowBytes = descriptor & singleSegment ? segmentBytes(bytes, descriptor) : windowOf(bytes.readUInt8(5));
  if (windowBytes > mostBytes) throw new Error(`it asks for a window of ${windowBytes} bytes; at most ${mostBytes}`);
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function segmentBytes(bytes: Buffer, descriptor: number): number {
  const at = 5 + [0, 1, 2, 4][descriptor & 3]!;
  const sizeCode = descriptor >> 6;
  if (sizeCode === 0) return bytes.readUInt8(at);
  if (sizeCode === 1) return bytes.readUInt16LE(at) + 256;
  return sizeCode === 2 ? bytes.readUInt32LE(at) : Number(bytes.readBigUInt64LE(at));
}
