import { readFileSync, statSync } from 'node:fs';
import { utf8Text } from '@harmonybatch/ports';
import { parseAllDocuments } from 'yaml';
import { Refusal } from '../refusal';
import { faultsOf } from './yaml-faults';

const maxFileBytes = 8 * 1024 * 1024;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The text of a file the user named.
 * @throws Refusal where it is missing, no file, unreadable or larger than 8 MiB.
 */
export function readText(path: string): string {
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw new Refusal(`${path} is a folder; name a file.`);
    if (found.size > maxFileBytes) throw new Refusal(`${path} is larger than 8 MiB; split it.`);
    return decoded(readFileSync(path), path);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new Refusal(`${path} does not exist. Check the path; it is taken from the current folder.`);
    }
    throw new Refusal(`${path} cannot be read: ${reasonOf(error)}`);
  }
}

/** Editors put a byte order mark before UTF-8, which is skipped, and save other encodings, which would be misread. */
function decoded(bytes: Buffer, path: string): string {
  const text = utf8Text(bytes);
  if (text !== null) return text;
  throw new Refusal(`${path} is not text in UTF-8; save it as UTF-8.`);
}

/**
 * Every document of a YAML or JSON text (JSON is YAML), as plain values; merge keys (`<<: *defaults`) are followed.
 * @throws Refusal with line and column of each fault of syntax.
 */
export function parseDocuments(text: string, name: string): unknown[] {
  const documents = parseAllDocuments(text, {
    prettyErrors: true,
    merge: true,
    resolveKnownTags: false,
    logLevel: 'silent',
  });
  if (!Array.isArray(documents)) return [];
  const isYaml = documents.every(({ errors }) => errors.length === 0);
  const problems = documents.flatMap(faultsOf);
  if (problems.length > 0) {
    throw new Refusal(isYaml ? `${name} cannot be read here.` : `${name} is neither YAML nor JSON.`, problems);
  }
  try {
    // What references unfold to has been counted above.
    return documents
      .map((document) => document.toJS({ maxAliasCount: -1 }) as unknown)
      .filter((value) => value !== null);
  } catch (error) {
    throw new Refusal(`${name} cannot be read as YAML: ${reasonOf(error)}`);
  }
}

/** The entries of a registry file: one object, a list of them, or several documents of either. */
export const readEntries = (path: string): unknown[] => {
  const entries = parseDocuments(readText(path), path).flat(1);
  if (entries.length === 0)
    throw new Refusal(`${path} is empty; it must hold one object, a list, or several documents.`);
  return entries;
};

/** The only document of a file. */
export const readOneDocument = (path: string): unknown => {
  const documents = parseDocuments(readText(path), path);
  if (documents.length !== 1) {
    throw new Refusal(`${path} must hold exactly one document; it holds ${documents.length}.`);
  }
  return documents[0];
};
