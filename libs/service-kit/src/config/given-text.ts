import { readTextFile } from './text-file';
import type { ParsedValue, Variable } from './variable';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that names the file with a secret: what is mounted need not stand in an environment that others can list. */
export const fileVariableOf = (name: string): string => `${name}_FILE`;

const textOf = (environment: Environment, name: string): string | undefined => environment[name]?.trim() || undefined;

/** Whether the environment gives a variable, by itself or by the name of a file. */
export const isGiven = (
  environment: Environment,
  { name, secret }: Pick<Variable<unknown>, 'name' | 'secret'>,
): boolean =>
  textOf(environment, name) !== undefined ||
  (secret === true && textOf(environment, fileVariableOf(name)) !== undefined);

/** The text that the environment gives a variable, or that stands in the file which `NAME_FILE` names; undefined where there is none. */
export function givenText(
  environment: Environment,
  { name, secret }: Pick<Variable<unknown>, 'name' | 'secret'>,
): ParsedValue<string | undefined> {
  const text = textOf(environment, name);
  const file = secret === true ? textOf(environment, fileVariableOf(name)) : undefined;
  if (file === undefined) return { ok: true, value: text };
  if (text === undefined) return readTextFile(file);
  return { ok: false, problem: `is given twice, by itself and by ${fileVariableOf(name)}; unset one of them` };
}
