/** Which variables the values of the chart may set, as definitions of values.schema.json. */
export function environmentSchema(load: (project: string, file: string) => unknown): Record<string, object>;
