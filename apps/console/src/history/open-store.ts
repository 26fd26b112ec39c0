import type { AbstractLevel } from 'abstract-level';
import { ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';
import { keys } from './store-keys';

/** An ordered store of texts. */
export type Store = AbstractLevel<string | Buffer | Uint8Array, string, string>;

export interface OpenedStore {
  readonly store: Store;
  /** Why it is in memory although a folder was named, in words; null where all is well. */
  readonly fault: string | null;
}

const version = '1';

/** Opens the store in a folder, made where it is missing; in memory where none is named, or that one cannot be used. */
export async function openStore(folder: string | undefined): Promise<OpenedStore> {
  if (folder === undefined) return { store: await inMemory(), fault: null };
  try {
    return { store: await inFolder(folder), fault: null };
  } catch (error) {
    const fault = `the history in ${folder} cannot be used: ${reasonOf(error)}; sums and plans are kept in memory until the console ends`;
    return { store: await inMemory(), fault };
  }
}

async function inMemory(): Promise<Store> {
  const store = new MemoryLevel();
  await store.open();
  await store.put(keys.version, version);
  return store;
}

async function inFolder(folder: string): Promise<Store> {
  const store = new ClassicLevel(folder);
  await store.open();
  const written = await store.get(keys.version);
  if (written === undefined) await store.put(keys.version, version);
  else if (written !== version) {
    await store.close();
    throw new Error(
      `it is of version ${written.slice(0, 20)}, and this console reads ${version}; update the console, or name another folder`,
    );
  }
  return store;
}

/** abstract-level says what went wrong as the cause of what it throws. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const { code, message: inner } = (cause ?? {}) as NodeJS.ErrnoException;
  if (code === 'LEVEL_LOCKED') return 'another console has it open';
  if (code === 'LEVEL_CORRUPTION') return `it is damaged (${inner}); move it away, or restore a copy`;
  return inner ?? message;
}
