import { recordOf, tombstoneOf, topics } from '@harmonybatch/contracts';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { readEntries } from '../documents/documents';
import { Refusal } from '../refusal';
import { changesOf, parseModels } from '../registry/entries';
import { modelPlanned } from '../registry/expectation';
import { addRegistryCommand, type RegistryOptions } from '../registry/registry-command';
import { reportChanges, settle } from '../registry/registry-report';
import { withRegistry } from '../registry/registry-session';
import { count } from '../render/figures';
import { addModelVersions } from './model-versions';
import { plainText } from '../render/plain-text';
import { renderTable } from '../render/table';

/** `harmonybatch models`. */
export function addModels(program: Command, context: CommandContext): void {
  const actions = { apply: applyModels, list, remove };
  addModelVersions(addRegistryCommand(program, { noun: 'model', fields }, actions, context), context);
}

const fields = '{name, version, image, port, profile: shipped name or inline}';

/** Creates or changes the models of a file. @throws Refusal that names every fault of the file */
export async function applyModels(file: string, options: RegistryOptions, context: CommandContext): Promise<void> {
  const models = parseModels(readEntries(file), file);
  await withRegistry(context, async ({ views, reader, publish }) => {
    const changes = changesOf(models, views.models);
    const expectations = models.map(modelPlanned);
    const changed = changes.filter(({ change }) => change !== 'unchanged');
    if (changed.length > 0) await publish(changed.map(({ entry }) => recordOf(topics.modelProfiled, entry)));
    const settled = await settle(expectations, { views, reader }, options, context);
    const shown = changes.map(({ entry, change }) => ({ name: entry.name, change }));
    reportChanges('model', shown, settled, views, options, context);
  });
}

async function remove(name: string, options: RegistryOptions, context: CommandContext): Promise<void> {
  await withRegistry(context, async ({ views, publish }) => {
    if (views.models.get(name) === undefined) {
      throw new Refusal(`No model ${name} is registered; registered: ${views.models.names().join(', ') || 'none'}.`);
    }
    const users = views.apps.ofModel(name).map((app) => app.name);
    if (users.length > 0) {
      throw new Refusal(`Model ${name} is used by ${users.sort().join(', ')}; remove or move these apps first.`);
    }
    await publish([tombstoneOf(topics.modelProfiled, name)]);
    reportChanges('model', [{ name, change: 'removed' }], [], views, options, context);
  });
}

const batches = (curves: readonly unknown[] | undefined): string => (curves ? `up to ${curves.length}` : '–');

async function list(options: { json?: boolean }, context: CommandContext): Promise<void> {
  const views = await withRegistry(context, async (session) => session.views);
  const models = views.models.values().sort((left, right) => (left.name < right.name ? -1 : 1));
  const { terminal } = context;
  if (options.json) return printJson(terminal, models);
  if (models.length === 0)
    return terminal.out('No model is registered. Register one with `harmonybatch models apply FILE`.\n');
  const columns = [
    { title: 'Model' },
    { title: 'Version' },
    { title: 'Image' },
    { title: 'CPU batches' },
    { title: 'GPU' },
    { title: 'Apps', align: 'right' },
  ] as const;
  const rows = models.map((model) => [
    plainText(model.name),
    plainText(model.version),
    plainText(model.image),
    batches(model.profile.cpu?.avg),
    model.profile.gpu ? `${plainText(model.profile.gpu.card)}, ${model.profile.gpu.cardMemoryGb} GB` : '–',
    count(views.apps.ofModel(model.name).length),
  ]);
  terminal.out(`\n${renderTable(columns, rows, terminal.outStyle)}\n`);
}
