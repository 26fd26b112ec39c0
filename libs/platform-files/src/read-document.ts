import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { compile, readValue } from '@harmonybatch/contracts';
import type { Static, TSchema } from '@sinclair/typebox';
import { PlatformFileError } from './platform-file-error';

const maxBytes = 1024 * 1024;

/** The value of a YAML or JSON file that fits its schema, null read as absent where a field may be absent. Throws PlatformFileError, which names every fault. */
export function readDocument<T extends TSchema>(path: string, schema: T): Static<T> {
  const document = parseDocument(readText(path), { version: '1.2' });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new PlatformFileError(`${path} is neither YAML nor JSON: ${error.message.split('\n')[0]}`);
  }
  const reading = readValue(compile(schema), document.toJS({ maxAliasCount: 100 }));
  if ('value' in reading) return reading.value;
  const problems = reading.faults.map(({ field, message }) => ({
    field: field.split('/').filter(Boolean).join('.'),
    message,
  }));
  throw new PlatformFileError(`${path} is not as it should be`, problems);
}

function readText(path: string): string {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new PlatformFileError(`${path} is not a file`);
    if (found.size > maxBytes) throw new PlatformFileError(`${path} is larger than 1 MiB`);
    const bytes = readFileSync(path);
    if (!isUtf8(bytes)) throw new PlatformFileError(`${path} is not text in UTF-8; save it as UTF-8`);
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof PlatformFileError) throw error;
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : `cannot be read: ${String(error)}`;
    throw new PlatformFileError(`${path} ${reason}; the path is taken from ${process.cwd()}`);
  }
}
