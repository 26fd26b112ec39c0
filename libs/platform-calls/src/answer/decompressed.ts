import { pipeline, type Duplex, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

const decompressors: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** An answer as it was before it was compressed, piece by piece: whoever reads it can stop at any size. */
export function decompressed(body: Readable, encoding: string | undefined): Readable {
  const create = decompressors[encoding?.trim().toLowerCase() ?? ''];
  if (create === undefined) return body;
  // Its faults come out of the end that is read.
  return pipeline(body, create(), () => undefined);
}

/** What faults of decompression have for a code. */
const compressionErrorCode = /^(Z_|ERR_(_ERROR_FORMAT|BROTLI|_))/;

/** What is wrong with an answer that is not compressed as its header says; undefined for any other fault. */
export function compressionFault(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return typeof code === 'string' && compressionErrorCode.test(code) ? String(message) : undefined;
}
