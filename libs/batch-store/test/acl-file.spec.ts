import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, loadScripts, type ScriptName } from '../src/scripts';

const file = readFileSync(join(__dirname, '..', '..', '..', 'deploy', 'redis', 'harmonybatch.acl'), 'utf8');

/** What the connection itself asks, beside scripts. */
const ofConnection = [
  ...['auth', 'hello', 'ping', 'select', 'info', 'client|setname', 'eval', 'evalsha'],
  ...['asking', 'readonly', 'readwrite', 'cluster|slots'],
];

const commandsIn = (script: ScriptName): string[] =>
  [...loadScripts()[commandOf(script)].lua.matchAll(/redis\.p?call\('([A-Z]+)'/g)].map(([, name]) =>
    name!.toLowerCase(),
  );

const grantedTo = (user: string): string[] => {
  const line = file.split('\n').find((one) => one.startsWith(`user ${user} `))!;
  return line.split(' ').flatMap((word) => (word.startsWith('+') ? [word.slice(1)] : []));
};

it.each<[string, ScriptName[]]>([
  ['harmonybatch-batcher', ['admit', 'push', 'due', 'flush', 'recover', 'ack', 'status']],
  ['harmonybatch-dispatcher', ['admit', 'settle', 'done']],
])('grants %s the commands of its scripts, and no others', (user, scripts) => {
  expect(grantedTo(user).sort()).toEqual([...new Set([...ofConnection, ...scripts.flatMap(commandsIn)])].sort());
});

it('lets nobody in until there is a password, and nobody to other keys', () => {
  const users = file.trim().split('\n');
  expect(users.every((line) => /^user \S+ off( |$)/.test(line))).toBe(true);
  expect(file).not.toMatch(/nopass|allkeys|\+@/);
});
