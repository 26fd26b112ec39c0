import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Policy {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

const root = join(__dirname, '..', '..', '..');
const source = join(__dirname, '..', 'src');

const actionsOf = (file: string): string[] => {
  const { Statement } = JSON.parse(readFileSync(join(root, 'deploy', 'alibaba', file), 'utf8')) as Policy;
  return Statement.flatMap(({ Action }) => Action).filter((action) => action.startsWith('fc:'));
};

/** What the sources of a folder ask the platform for. */
const operationsOf = (folder: string, pattern: RegExp): string[] => {
  const files = readdirSync(join(source, folder)).map((name) => readFileSync(join(source, folder, name), 'utf8'));
  const names = files.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name));
  return [...new Set(names)].map((name) => `fc:${name[0]?.toUpperCase()}${name.slice(1)}`);
};

it('the planner’s policy allows what the platform’s adapter asks for, and nothing else', () => {
  const asked = operationsOf('platform', /client\.(\w+)WithOptions/g);
  expect(asked).toHaveLength(11);
  expect(actionsOf('planner-policy.json').sort()).toEqual(asked.sort());
});

it('the dispatcher’s policy allows what the invoker asks for, and nothing else', () => {
  expect(actionsOf('dispatcher-policy.json')).toEqual(operationsOf('invoke', /action: '(\w+)'/g));
});
