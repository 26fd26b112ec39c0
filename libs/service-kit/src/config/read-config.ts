import { givenText, type Environment } from './given-text';
import type { ConfigOf, ParsedValue, Variable, Variables } from './variable';

export type { Environment } from './given-text';

/** Some variables are missing or wrong; the message names all of them and how to fix each. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`the configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

function counts(environment: Environment, { onlyWhere }: Variable<unknown>): boolean {
  if (onlyWhere === undefined) return true;
  const { variable, is } = onlyWhere;
  return (environment[variable.name]?.trim() || variable.defaultText) === is;
}

function read(environment: Environment, variable: Variable<unknown>): ParsedValue<unknown> {
  if (!counts(environment, variable)) return { ok: true, value: undefined };
  const given = givenText(environment, variable);
  if (!given.ok) return given;
  if (given.value !== undefined) return variable.parse(given.value);
  if (variable.optional) return { ok: true, value: undefined };
  if (variable.defaultText === undefined) return { ok: false, problem: `is not set; it must be ${variable.expected}` };
  return variable.parse(variable.defaultText);
}

/**
 * Reads all variables at once. Throws one `ConfigError` that names every problem.
 * @param others what else was found wrong with the environment, to be reported with the rest
 */
export function readConfig<V extends Variables>(
  environment: Environment,
  variables: V,
  others: readonly string[] = [],
): ConfigOf<V> {
  const problems = [...others];
  const config = Object.fromEntries(
    Object.entries(variables).map(([field, variable]) => {
      const reading = read(environment, variable);
      if (reading.ok) return [field, reading.value];
      problems.push(`${variable.name} ${reading.problem} (${variable.description})`);
      return [field, undefined];
    }),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return config as ConfigOf<V>;
}
