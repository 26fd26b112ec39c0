import { recordOf, tombstoneOf, topics, type KeyIssued } from '@harmonybatch/contracts';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { newKey } from '../keys/new-key';
import { keysTable, stateOfKey } from '../keys/keys-table';
import { finding, json } from '../options/common-options';
import { parseInstant } from '../options/option-values';
import { Refusal } from '../refusal';
import { withRegistry } from '../registry/registry-session';
import { plural } from '../render/figures';
import { plainText } from '../render/plain-text';

interface CreateOptions {
  /** Epoch ms. */
  readonly expiresAt?: number;
  readonly json?: boolean;
}

/** `harmonybatch keys`. */
export function addKeys(program: Command, context: CommandContext): void {
  const keys = program.command('keys').description('create, list and revoke the keys that apps sign requests with');
  keys
    .command('create')
    .description('create a key of APP and print it: it is shown this once, and kept nowhere')
    .argument('<app>')
    .option('--expires-at <time>', 'when it ends, as 2027-06-30 or 2027-06-30T12:00:00Z (default: never)', parseInstant)
    .option(...json)
    .addHelpText('after', `\nFrom its first key on, an app is answered for signed requests alone.\n${finding}`)
    .action((app: string, options: CreateOptions) => create(app, options, context));
  keys
    .command('list')
    .description('list the keys of all apps, or of APP')
    .argument('[app]')
    .option(...json)
    .addHelpText('after', finding)
    .action((app: string | undefined, options: { json?: boolean }) => list(app, options, context));
  keys
    .command('revoke')
    .description('refuse what KEY signs from now on; its app still has to sign')
    .argument('<key>', 'the id of a key, as list shows it')
    .addHelpText('after', finding)
    .action((keyId: string) => revoke(keyId, context));
  keys
    .command('forget')
    .description('remove all keys of APP: it is answered for requests that nobody signed, again')
    .argument('<app>')
    .option('--yes', 'do not ask')
    .addHelpText('after', `${finding}\n\nExit status: 1 where nobody said yes.`)
    .action((app: string, options: { yes?: boolean }) => forget(app, options, context));
}

async function create(app: string, { expiresAt, json: asJson }: CreateOptions, context: CommandContext): Promise<void> {
  const { issued, text } = newKey(app, expiresAt, Date.now());
  const isRegistered = await withRegistry(context, async ({ views, publish }) => {
    await publish([recordOf(topics.keyIssued, issued)]);
    return views.apps.get(app) !== undefined;
  });
  const { terminal } = context;
  if (asJson) printJson(terminal, { ...issued, key: text });
  else terminal.out(`${text}\n`);
  if (!isRegistered) terminal.err(`No app ${plainText(app)} is registered yet.\n`);
  terminal.err(
    `This is the key of ${plainText(app)}: keep it as a secret, it is not shown again. HARMONYBATCH_API_KEY or HARMONYBATCH_API_KEY_FILE hand it to send and replay.\n`,
  );
}

async function list(app: string | undefined, options: { json?: boolean }, context: CommandContext): Promise<void> {
  const views = await withRegistry(context, async (session) => session.views);
  const keys = app === undefined ? views.keys.values() : views.keys.ofApp(app);
  const nowMs = Date.now();
  const { terminal } = context;
  if (options.json)
    printJson(
      terminal,
      keys.map((key) => ({ ...key, state: stateOfKey(key, nowMs) })),
    );
  else if (keys.length === 0) terminal.out('There is no key. Create one with `harmonybatch keys create APP`.\n');
  else terminal.out(keysTable(keys, nowMs, terminal.outStyle));
}

async function revoke(keyId: string, context: CommandContext): Promise<void> {
  const key = await withRegistry(context, async ({ views, publish }) => {
    const known: KeyIssued | undefined = views.keys.get(keyId);
    if (known === undefined)
      throw new Refusal(`There is no key ${plainText(keyId)}; \`harmonybatch keys list\` shows all.`);
    if (known.revokedAtMs === undefined)
      await publish([recordOf(topics.keyIssued, { ...known, revokedAtMs: Date.now() })]);
    return known;
  });
  context.terminal.out(
    `Key ${key.keyId} of ${plainText(key.app)} is revoked; the app still has to sign its requests.\n`,
  );
}

async function forget(app: string, options: { yes?: boolean }, context: CommandContext): Promise<void> {
  await withRegistry(context, async ({ views, publish }) => {
    const keys = views.keys.ofApp(app);
    if (keys.length === 0) throw new Refusal(`App ${plainText(app)} has no key.`);
    if (!(await mayForget(app, keys.length, options, context))) return context.exitWith(1);
    await publish(keys.map(({ keyId }) => tombstoneOf(topics.keyIssued, keyId)));
    context.terminal.out(
      `${plural(keys.length, 'key')} forgotten: ${plainText(app)} need not sign its requests any more.\n`,
    );
  });
}

async function mayForget(
  app: string,
  count: number,
  { yes }: { yes?: boolean },
  { ask }: CommandContext,
): Promise<boolean> {
  if (yes) return true;
  const question = `Remove ${plural(count, 'key')} of ${plainText(app)}, and take its requests from anybody?`;
  if (ask === undefined) throw new Refusal('Nobody is here to be asked; say --yes.');
  return ask(question);
}
