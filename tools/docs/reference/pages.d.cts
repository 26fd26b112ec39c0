type Load = (project: string, file: string) => unknown;

/** Makes a page, not yet formatted. */
type Maker = (load: Load, version: string) => string;

export const pages: Readonly<Record<string, Maker>>;
