import { modelVersionOf, recordOf, topics, type ModelDeployed } from '@harmonybatch/contracts';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { finding, json } from '../options/common-options';
import { Refusal } from '../refusal';
import { modelPlanned } from '../registry/expectation';
import { withWaiting, type RegistryOptions } from '../registry/registry-command';
import { reportChanges, settle } from '../registry/registry-report';
import { withRegistry } from '../registry/registry-session';
import type { RegistryViews } from '../registry/registry-views';
import { plainText } from '../render/plain-text';
import { renderTable } from '../render/table';

type Version = ModelDeployed['versions'][number];

interface RollbackOptions extends RegistryOptions {
  readonly to?: string;
}

/** `harmonybatch models versions` and `models rollback`. */
export function addModelVersions(models: Command, context: CommandContext): void {
  models
    .command('versions')
    .description('the versions of MODEL that plans were made with, the newest first: what can be gone back to')
    .argument('<model>')
    .option(...json)
    .addHelpText('after', finding)
    .action((model: string, options: { json?: boolean }) => versions(model, options, context));
  withWaiting(models.command('rollback'))
    .description('register an earlier version of MODEL again; it takes over as soon as its functions are ready')
    .argument('<model>')
    .option('--to <version>', 'this version, as `models versions` says it, instead of the one before')
    .action((model: string, options: RollbackOptions) => rollback(model, options, context));
}

async function versions(model: string, options: { json?: boolean }, context: CommandContext): Promise<void> {
  const views = await withRegistry(context, async (session) => session.views);
  const known = versionsOf(views, model);
  const { terminal } = context;
  if (options.json) return printJson(terminal, known);
  const inForce = views.plans.planOf(model)?.plan.modelVersion;
  const registered = registeredVersion(views, model);
  const rows = known.map(({ modelVersion, registered: { image }, deployedAtMs }) => [
    plainText(modelVersion),
    plainText(image),
    new Date(deployedAtMs).toISOString(),
    [...(modelVersion === registered ? ['registered'] : []), ...(modelVersion === inForce ? ['in force'] : [])].join(
      ', ',
    ),
  ]);
  const columns = [{ title: 'Version' }, { title: 'Image' }, { title: 'First planned' }, { title: '' }] as const;
  terminal.out(`\n${renderTable(columns, rows, terminal.outStyle)}\n`);
}

async function rollback(model: string, options: RollbackOptions, context: CommandContext): Promise<void> {
  await withRegistry(context, async ({ views, reader, publish }) => {
    const { registered } = earlier(views, model, options.to);
    await publish([recordOf(topics.modelProfiled, registered)]);
    const settled = await settle([modelPlanned(registered)], { views, reader }, options, context);
    reportChanges('model', [{ name: model, change: 'changed' }], settled, views, options, context);
  });
}

function versionsOf(views: RegistryViews, model: string): readonly Version[] {
  const known = views.versions.get(model)?.versions;
  if (known !== undefined) return known;
  throw new Refusal(
    `No plan of model ${model} was made yet; there are versions of ${views.versions.names().join(', ') || 'none'}.`,
  );
}

/** The version in force where the registered one has not taken over from it; else the one before. */
function earlier(views: RegistryViews, model: string, version: string | undefined): Version {
  const registered = registeredVersion(views, model);
  if (registered === undefined) throw new Refusal(`Model ${model} is not registered.`);
  const others = versionsOf(views, model).filter(({ modelVersion }) => modelVersion !== registered);
  const found = version === undefined ? others[0] : others.find(({ modelVersion }) => modelVersion === version);
  if (found !== undefined) return found;
  const names = others.map(({ modelVersion }) => modelVersion).join(', ');
  const which = version === undefined ? 'earlier version' : `earlier version ${version}`;
  throw new Refusal(`No ${which} of ${model} is known${names === '' ? '' : `; there are ${names}`}.`);
}

function registeredVersion(views: RegistryViews, model: string): string | undefined {
  const registered = views.models.get(model);
  return registered === undefined ? undefined : modelVersionOf(registered);
}
