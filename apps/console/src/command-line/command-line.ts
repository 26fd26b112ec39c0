const harmless = /^[\w@%+=:,./-]+$/;

/** A word as a POSIX shell takes it, whatever is in it. */
const shellWord = (text: string): string =>
  harmless.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A command line of the command `harmonybatch`. */
export const commandLine = (...words: readonly string[]): string => ['harmonybatch', ...words].map(shellWord).join(' ');
