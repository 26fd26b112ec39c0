import { PlatformFileError } from './platform-file-error';

/** A word that is meant as a path: it has a folder in it, or ends as YAML and JSON files do. */
const isPath = (text: string): boolean => /[/\\]|\.(ya?ml|json)$/i.test(text);

/**
 * The entry that ships under this name, else what the file of this path holds.
 * @param noun what is looked for, for messages: `price book`.
 */
export function namedOrFile<T extends { readonly name: string }>(
  text: string,
  noun: string,
  shipped: Readonly<Record<string, T>>,
  read: (path: string) => T,
): T {
  const found = Object.hasOwn(shipped, text) ? shipped[text] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(shipped).join(', ');
  if (!isPath(text)) {
    throw new PlatformFileError(
      `${text} is unknown; use one of ${names}, or a ${noun} of your own: a .yaml or .json file`,
    );
  }
  const own = read(text);
  if (!Object.hasOwn(shipped, own.name)) return own;
  throw new PlatformFileError(`${text} has the name of a ${noun} that ships`, [
    { field: 'name', message: `is ${own.name}; choose another than ${names}` },
  ]);
}
