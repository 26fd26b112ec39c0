import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const root = join(__dirname, '..', '..');
export const chartFolder = join(root, 'deploy', 'helm', 'harmonybatch');
export const examplesFolder = join(root, 'deploy', 'helm', 'examples');

/** The values that ship as examples. */
export const examples = ['minimal', 'production', 'knative'] as const;
export const exampleFile = (name: (typeof examples)[number]): string => join(examplesFolder, `${name}.yaml`);

/** A tree of values. */
export interface Values {
  [key: string]: unknown;
}

export const readValues = (path: string): Values => parse(readFileSync(path, 'utf8')) as Values;
export const defaults = (): Values => readValues(join(chartFolder, 'values.yaml'));

const isTree = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Values with others laid over them, as Helm does it: trees are merged, lists and all else replaced. */
export function overlaid(below: Values, above: Values): Values {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const old = merged[key];
    merged[key] = isTree(old) && isTree(value) ? overlaid(old, value) : value;
  }
  return merged;
}
