export function variablesPage(load: (project: string, file: string) => Record<string, never>): string;
