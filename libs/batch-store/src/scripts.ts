import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '..', 'scripts');
const read = (name: string): string => readFileSync(join(folder, `${name}.lua`), 'utf8');

export const scriptNames = ['push', 'due', 'flush', 'recover', 'ack', 'status', 'settle', 'done'] as const;
/** `admit` is asked of a connection before any other. */
export type ScriptName = (typeof scriptNames)[number] | 'admit';

export type CommandName = `batch_${ScriptName}`;

/** What a script is called as a command of ioredis, where plain verbs such as `status` are taken. */
export const commandOf = (name: ScriptName): CommandName => `batch_${name}`;

/** The Lua scripts as ioredis takes them, one verb each; every one on a model begins with what they share. */
export function loadScripts(): Record<CommandName, { lua: string }> {
  const shared = read('shared');
  const verbs = scriptNames.map((name) => [commandOf(name), { lua: `${shared}\n${read(name)}` }] as const);
  const all = [...verbs, [commandOf('admit'), { lua: read('admit') }] as const];
  return Object.fromEntries(all) as Record<CommandName, { lua: string }>;
}
