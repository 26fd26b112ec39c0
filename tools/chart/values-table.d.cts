/** The table of values as Markdown, not yet formatted. */
export function valuesTable(text: string): string;
/** Paths of values with what is said of them, in the order of the file. */
export function describedPaths(text: string): [path: string[], said: string][];
