import { recordOf, tombstoneOf, topics, type AppRegistered } from '@harmonybatch/contracts';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { readEntries } from '../documents/documents';
import { Refusal } from '../refusal';
import { changesOf, parseApps } from '../registry/entries';
import { appGone, appPlanned } from '../registry/expectation';
import { addRegistryCommand, type RegistryOptions } from '../registry/registry-command';
import { reportChanges, settle } from '../registry/registry-report';
import { withRegistry } from '../registry/registry-session';
import type { RegistryViews } from '../registry/registry-views';
import { milliseconds, percent, rate } from '../render/figures';
import { plainText } from '../render/plain-text';
import { planningFaults } from '../render/planning-faults';
import { renderTable } from '../render/table';

/** `harmonybatch apps`. */
export function addApps(program: Command, context: CommandContext): void {
  addRegistryCommand(program, { noun: 'app', fields }, { apply, list, remove }, context);
}

const fields =
  '{name, model, sloMs, attainment?, expectedRateHz?, whenLate?, outcomeTopic?, maxRateHz?, maxBurst?, maxInlineBytes?}';

/** An app that moves to another model must leave the plan of the one it had. */
const expectationsOf = (app: AppRegistered, before: AppRegistered | undefined) =>
  before !== undefined && before.model !== app.model ? [appPlanned(app), appGone(before)] : [appPlanned(app)];

async function apply(file: string, options: RegistryOptions, context: CommandContext): Promise<void> {
  const entries = readEntries(file);
  await withRegistry(context, async ({ views, reader, publish }) => {
    const apps = parseApps(entries, file, views.models.names());
    const changes = changesOf(apps, views.apps);
    const expectations = apps.flatMap((app) => expectationsOf(app, views.apps.get(app.name)));
    const changed = changes.filter(({ change }) => change !== 'unchanged');
    if (changed.length > 0) await publish(changed.map(({ entry }) => recordOf(topics.appRegistered, entry)));
    const settled = await settle(expectations, { views, reader }, options, context);
    const shown = changes.map(({ entry, change }) => ({ name: entry.name, change }));
    reportChanges('app', shown, settled, views, options, context);
  });
}

async function remove(name: string, options: RegistryOptions, context: CommandContext): Promise<void> {
  await withRegistry(context, async ({ views, reader, publish }) => {
    const app = views.apps.get(name);
    if (app === undefined) {
      throw new Refusal(`No app ${name} is registered; registered: ${views.apps.names().join(', ') || 'none'}.`);
    }
    await publish([tombstoneOf(topics.appRegistered, name)]);
    const settled = await settle([appGone(app)], { views, reader }, options, context);
    reportChanges('app', [{ name, change: 'removed' }], settled, views, options, context);
  });
}

const whenPlanned = (app: AppRegistered, views: RegistryViews): string => {
  const plan = views.plans.planOf(app.model)?.plan;
  if (plan?.unservable.some(({ name }) => name === app.name)) return 'SLO cannot be met';
  const at = plan?.groups.findIndex((group) => group.apps.some(({ name }) => name === app.name)) ?? -1;
  if (at !== -1) return `group ${at + 1}`;
  return views.planningFault(app.model) === undefined ? 'not yet' : 'planning fails';
};

async function list(options: { json?: boolean }, context: CommandContext): Promise<void> {
  const views = await withRegistry(context, async (session) => session.views);
  const apps = views.apps.values().sort((left, right) => (left.name < right.name ? -1 : 1));
  const { terminal } = context;
  if (options.json) return printJson(terminal, apps);
  if (apps.length === 0)
    return terminal.out('No app is registered. Register one with `harmonybatch apps apply FILE`.\n');
  const topicsShown = apps.some(({ outcomeTopic }) => outcomeTopic !== undefined);
  const limitsShown = apps.some(({ maxRateHz }) => maxRateHz !== undefined);
  const columns = [
    { title: 'App' },
    { title: 'Model' },
    { title: 'SLO', align: 'right' },
    { title: 'Attainment', align: 'right' },
    { title: 'Expected rate', align: 'right' },
    ...(limitsShown ? ([{ title: 'Highest rate', align: 'right' }] as const) : []),
    { title: 'When late' },
    ...(topicsShown ? [{ title: 'Outcome topic' }] : []),
    { title: 'Planned' },
  ] as const;
  const rows = apps.map((app) => [
    plainText(app.name),
    plainText(app.model),
    milliseconds(app.sloMs),
    app.attainment === undefined ? '–' : percent(app.attainment),
    app.expectedRateHz === undefined ? '–' : rate(app.expectedRateHz),
    ...(limitsShown ? [app.maxRateHz === undefined ? '–' : rate(app.maxRateHz)] : []),
    app.whenLate ?? 'expire',
    ...(topicsShown ? [plainText(app.outcomeTopic ?? '–')] : []),
    whenPlanned(app, views),
  ]);
  terminal.out(
    `\n${renderTable(columns, rows, terminal.outStyle)}${planningFaults(models(apps), views, terminal.outStyle)}\n`,
  );
}

const models = (apps: readonly AppRegistered[]): readonly string[] => [...new Set(apps.map(({ model }) => model))];
