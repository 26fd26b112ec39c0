import { fileVariableOf } from './given-text';
import type { Variable, Variables } from './variable';

const width = 34;

function line(variable: Variable<unknown>): string {
  const rest = variable.optional
    ? 'optional'
    : variable.defaultText === undefined
      ? 'required'
      : `default ${variable.defaultText === '' ? 'empty' : variable.defaultText}`;
  const where = variable.onlyWhere && `; where ${variable.onlyWhere.variable.name} is ${variable.onlyWhere.is}`;
  const file = variable.secret === true ? `; or in the file that ${fileVariableOf(variable.name)} names` : '';
  return `  ${variable.name.padEnd(width)} ${variable.description}\n  ${''.padEnd(width)} ${variable.expected}; ${rest}${where ?? ''}${file}`;
}

/** Every variable with its meaning, its allowed values and its default. */
export const variableLines = (variables: Variables): string => `${Object.values(variables).map(line).join('\n')}\n`;

/** The text of `--help`: what the service is for, and every variable that it reads. */
export const helpText = (name: string, purpose: string, variables: Variables): string =>
  [
    `${name}: ${purpose}`,
    '',
    'Takes no arguments other than --help and --version. Environment variables:',
    '',
    variableLines(variables),
  ].join('\n');
