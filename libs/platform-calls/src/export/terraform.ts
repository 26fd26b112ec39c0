import type { FunctionSpec } from '@harmonybatch/ports';
import { isSecret } from './secret-variables';

/** A function as it is written down for other tools. */
export interface ExportedFunction {
  readonly spec: FunctionSpec;
  readonly warmInstances: number;
}

/** Attributes of a resource; blocks are lists of objects. */
export type Attributes = Readonly<Record<string, unknown>>;

/** By type and label. */
export type Resources = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

/** A file of Terraform's JSON syntax (`.tf.json`). */
export interface TerraformDocument {
  /** For people: what no attribute can say. */
  readonly '//'?: readonly string[];
  readonly terraform: { readonly required_providers: Readonly<Record<string, { source: string; version: string }>> };
  readonly variable?: Readonly<Record<string, Attributes>>;
  readonly resource: Resources;
}

/** A text in which Terraform finds no template. */
export const literal = (text: string): string => text.replace(/[$%]\{/g, (start) => `${start[0]}${start}`);

/** A resource of this name; names of functions may begin with what a label may not. */
export const labelOf = (functionName: string): string => functionName.replace(/[^A-Za-z0-9_-]/g, '_');

/** What a resource says of another one: `alicloud_fcv3_function.hb-m.function_name`. */
export const reference = (type: string, label: string, attribute: string): string =>
  `\${${type}.${label}.${attribute}}`;

/** Environment variables as attributes: a secret is a variable of Terraform, so that the file does not have it. */
export const environmentAttributes = (env: FunctionSpec['env']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, isSecret(name) ? `\${var.${variableOf(name)}}` : literal(value)]),
  );

const variableOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .replace(/^(?=\d)/, '_');

/** The variables that `environmentAttributes` refers to. */
export function secretVariables(functions: readonly ExportedFunction[]): Pick<TerraformDocument, 'variable'> {
  const names = [...new Set(functions.flatMap(({ spec }) => Object.keys(spec.env).filter(isSecret)))].sort();
  if (names.length === 0) return {};
  const declared = (name: string): Attributes => ({
    type: 'string',
    sensitive: true,
    description: `Environment variable ${name} of the functions.`,
  });
  return { variable: Object.fromEntries(names.map((name) => [variableOf(name), declared(name)])) };
}

/** Values without those that are not there, in the order in which they were given. */
export const present = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null));
