import { topics } from '@harmonybatch/contracts';
import { readEntries } from '../input/documents';
import { count } from '../output/figures';
import { plainText } from '../output/plain-text';
import { renderTable } from '../output/table';
import { Refusal } from '../refusal';
import { changesOf } from '../registry/changes';
import { parseModels } from '../registry/entries';
import { modelPlanned } from '../registry/expectation';
import { printJson, type CommandContext } from './context';
import { withLiveSession } from './live-session';
import { reportChanges, settle, type RegistryOptions } from './registry-report';

export async function modelsApply(file: string, options: RegistryOptions, context: CommandContext): Promise<void> {
  const models = parseModels(readEntries(file), file);
  await withLiveSession(context, async ({ live, reader, publish }) => {
    const changes = changesOf(models, live.models);
    const expectations = models.map(modelPlanned);
    const records = changes
      .filter(({ change }) => change !== 'unchanged')
      .map(({ entry }) => ({ key: entry.name, value: entry }));
    if (records.length > 0) await publish(topics.modelProfiled.name, records);
    const settled = await settle(expectations, { live, reader }, options, context);
    const shown = changes.map(({ entry, change }) => ({ name: entry.name, change }));
    reportChanges('model', shown, settled, live, options, context);
  });
}

export async function modelsRemove(name: string, options: RegistryOptions, context: CommandContext): Promise<void> {
  await withLiveSession(context, async ({ live, publish }) => {
    if (!live.models.has(name)) {
      throw new Refusal(`No model ${name} is registered; registered: ${[...live.models.keys()].join(', ') || 'none'}.`);
    }
    const users = live.appsOf(name).map((app) => app.name);
    if (users.length > 0) {
      throw new Refusal(`Model ${name} is used by ${users.join(', ')}; remove or move these apps first.`);
    }
    await publish(topics.modelProfiled.name, [{ key: name, value: null }]);
    reportChanges('model', [{ name, change: 'removed' }], [], live, options, context);
  });
}

const batches = (curves: readonly unknown[] | undefined): string => (curves ? `up to ${curves.length}` : '–');

export async function modelsList(options: { json?: boolean }, context: CommandContext): Promise<void> {
  const live = await withLiveSession(context, async (session) => session.live);
  const models = [...live.models.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
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
    count(live.appsOf(model.name).length),
  ]);
  terminal.out(`\n${renderTable(columns, rows, terminal.outStyle)}\n`);
}
