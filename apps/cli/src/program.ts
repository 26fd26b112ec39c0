import { existsSync } from 'node:fs';
import { experiments as knownExperiments } from '@harmonybatch/evaluation';
import { limits } from '@harmonybatch/contracts';
import { projectVersion } from '@harmonybatch/service-kit/program';
import { Command, Option } from 'commander';
import { appsApply, appsList, appsRemove } from './commands/apps';
import type { CommandContext } from './commands/context';
import { addDeadLetters } from './commands/dead-letters-options';
import { experiments, type ExperimentsOptions } from './commands/experiments';
import { modelsApply, modelsList, modelsRemove } from './commands/models';
import { planFile, type PlanOptions } from './commands/plan-file';
import { planRequest, planShow } from './commands/plan-live';
import type { RegistryOptions } from './commands/registry-report';
import { replay, type ReplayOptions } from './commands/replay';
import { simulateFile, type SimulateOptions } from './commands/simulate';
import { send, type SendOptions } from './commands/send';
import { nearest } from './input/nearest';
import { withPlanning, withPlatform } from './input/planning-options';
import { parseAssignments, parseDurationSeconds, parsePositive, parseWhole } from './input/options';
import { Refusal } from './refusal';
import { findSystem } from './system/find-system';

const finding = `
The running system is found through KAFKA_BROKERS, KAFKA_TOPIC_PREFIX and FC_ENDPOINT, else through the nearest
.harmonybatch/system.json upward from here, which \`npm start\` writes. KAFKA_SSL, KAFKA_SASL_MECHANISM,
KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD say how to log in at Kafka, as they do for the services.`;

const planFileFields =
  'YAML or JSON: {model, apps: [{name, sloMs, rateHz, attainment?}], profile?, maxItemBytes?}, {models: [...]} of those, or apps and models as they are registered; today: {perMonth, currency} is compared with';

const json = ['--json', 'print JSON'] as const;

/** An option in seconds whose default is shown as a duration. */
const duration = (flags: string, description: string, seconds: number): Option =>
  new Option(flags, description).argParser(parseDurationSeconds).default(seconds, `${seconds}s`);

/** `plan shwo` asks for no file of that name; a command that has subcommands and takes a file tells them apart itself. */
function refuseMisspelt(command: Command): void {
  const [file = '', ...more] = command.args;
  const meant = existsSync(file)
    ? undefined
    : nearest(
        file,
        command.commands.map((sub) => sub.name()),
      );
  const name = `harmonybatch ${command.name()}`;
  if (meant !== undefined) {
    throw new Refusal(`${name} ${file}: there is no such command or file.`, [], `Did you mean \`${name} ${meant}\`?`);
  }
  if (more.length > 0) throw new Refusal(`${name} takes one FILE; got ${[file, ...more].join(' ')}.`);
}

function addPlan(program: Command, context: CommandContext): void {
  const plan = withPlanning(program.command('plan'))
    .description('plan groups and functions for the apps in FILE; see also plan show and plan request')
    .argument('<file>', planFileFields)
    .option('--explain', 'say why each group is what it is, and what each app pays')
    .option(...json)
    .allowExcessArguments(true)
    .action((file: string, options: PlanOptions) => {
      refuseMisspelt(plan);
      return planFile(file, options, context);
    });
  plan
    .command('show')
    .description('the plan in force of MODEL, or of every model')
    .argument('[model]')
    .option(...json)
    .addHelpText('after', finding)
    .action((model: string | undefined, _, command: Command) =>
      planShow(model, command.optsWithGlobals<{ json?: boolean }>(), context),
    );
  plan
    .command('request')
    .description('ask the planner for a new plan of MODEL now')
    .argument('<model>')
    .addHelpText('after', finding)
    .action((model: string) => planRequest(model, context));
}

function addSimulate(program: Command, context: CommandContext): void {
  withPlatform(program.command('simulate'))
    .description('run the apps in FILE through the whole pipeline on a virtual clock, strategies side by side')
    .argument('<file>', planFileFields)
    .option('--strategy <names>', 'strategies, comma-separated', 'exact,harmony,mbs,batch')
    .option('--model <name>', 'which model of FILE, where it has several')
    .option('--slo <app=ms>', 'what if the SLO of APP were this; may be repeated', parseAssignments)
    .option('--rate <app=hz>', 'what if APP sent so many requests per second; may be repeated', parseAssignments)
    .option('--trace <app=file>', 'requests per minute of APP, CSV; other apps send nothing', parseAssignments)
    .option('--bursty <factor>', 'bursts of 20 s every two minutes, FACTOR times the quiet rate', parsePositive(1_000))
    .option('--duration <duration>', 'length (default: the traces, else 10m)', parseDurationSeconds)
    .addOption(duration('--warm-up <duration>', 'first part that does not count', 30))
    .option('--seed <n>', 'the same seed gives the same history', parseWhole(0, 2 ** 32 - 1), 1)
    .option('--hop <name=mean±sd>', 'delay of accept, emit or answer in ms, such as accept=10±4', parseAssignments)
    .option('--emulated', 'durations as the local Function Compute draws them, instead of normal ones')
    .option('--fixed', 'one plan for the given rates, instead of estimated rates and re-plans')
    .option('--size-aware', 'part-filled batches wait by the latency of their present size')
    .option('--no-size-aware', 'batches wait by the latency of a full batch')
    .option(...json)
    .action((file: string, options: SimulateOptions) => simulateFile(file, options, context));
}

function addExperiments(program: Command, context: CommandContext): void {
  program
    .command('experiments')
    .description("reproduce the paper's evaluation and what goes beyond it: one HTML page, JSON and CSV")
    .option('--out <folder>', 'where the report goes', 'evaluation')
    .option('--only <names>', 'experiments, comma-separated (default: all)')
    .option('--models <names>', 'models, comma-separated (default: all four)')
    .option('--instances <n>', 'random instances a model', parseWhole(1, 10_000), 30)
    .option('--requests <n>', 'requests that each of them simulates, about', parseWhole(100, 10_000_000), 3_000)
    .option('--seed <n>', 'seed of instances and arrivals', parseWhole(0, 2 ** 32 - 1), 20_261)
    .option('--trace <app=file>', 'requests per minute of APP, CSV, for the experiment on traces', parseAssignments)
    .option(...json)
    .addHelpText('after', `\nExperiments: ${Object.keys(knownExperiments).join(', ')}.`)
    .action((options: ExperimentsOptions) => experiments(options, context));
}

interface RegistryActions {
  apply(file: string, options: RegistryOptions, context: CommandContext): Promise<void>;
  list(options: { json?: boolean }, context: CommandContext): Promise<void>;
  remove(name: string, options: RegistryOptions, context: CommandContext): Promise<void>;
}

function addRegistry(
  program: Command,
  noun: 'app' | 'model',
  fields: string,
  actions: RegistryActions,
  context: CommandContext,
): void {
  const registry = program.command(`${noun}s`).description(`register, list and remove ${noun}s of the running system`);
  const waiting = (command: Command): Command =>
    command
      .option('--no-wait', 'do not wait until a plan with the change is in force')
      .addOption(duration('--timeout <duration>', 'longest wait for that plan', 30))
      .option(...json)
      .addHelpText('after', finding);
  waiting(registry.command('apply'))
    .description(`create or change the ${noun}s in FILE; all are checked before any is written`)
    .argument('<file>', `YAML or JSON, one object, a list, or several documents: ${fields}`)
    .action((file: string, options: RegistryOptions) => actions.apply(file, options, context));
  registry
    .command('list')
    .description(`list the registered ${noun}s`)
    .option(...json)
    .addHelpText('after', finding)
    .action((options: { json?: boolean }) => actions.list(options, context));
  waiting(registry.command('remove'))
    .description(`remove one ${noun}`)
    .argument('<name>')
    .action((name: string, options: RegistryOptions) => actions.remove(name, options, context));
}

function addSend(program: Command, context: CommandContext): void {
  program
    .command('send')
    .description('publish requests of one app and print their answers; exit status 1 unless all are ok')
    .requiredOption('--app <name>', 'app that sends')
    .option('--count <n>', 'how many requests', parseWhole(1, 10_000), 1)
    .option('--inputs <json>', 'inputs as JSON, or @FILE that holds them (default: {})')
    .option('--slo <ms>', 'SLO of these requests, where tighter than that of the app', parsePositive(limits.maxSloMs))
    .option('--id <id>', 'id of the request; several get -1, -2, … added (default: a new one)')
    .addOption(duration('--timeout <duration>', 'longest wait for the answers', 30))
    .option(...json)
    .addHelpText('after', finding)
    .action((options: SendOptions) => send(options, context));
}

function addReplay(program: Command, context: CommandContext): void {
  program
    .command('replay')
    .description('publish traffic as an outside Kafka producer would, and report what became of it')
    .option('--trace <app=file>', 'requests per minute of APP, CSV; may be repeated', parseAssignments)
    .option('--poisson <app=rate>', 'requests per second of APP, at random; may be repeated', parseAssignments)
    .option(
      '--duration <duration>',
      "length in the traffic's own time (default: the traces, else 60s)",
      parseDurationSeconds,
    )
    .option('--from <minute>', 'minute of the traces to begin with', parseWhole(0, 100_000), 0)
    .option('--speed <factor>', 'times faster than the traffic', parsePositive(1_000), 1)
    .option('--seed <n>', 'seed of the arrival times', parseWhole(0, 2 ** 32 - 1), 1)
    .addOption(duration('--wait <duration>', 'longest wait for answers after the last request', 30))
    .option('--report <file>', 'write the report as JSON to FILE too')
    .option(...json)
    .addHelpText(
      'after',
      `${finding}

Exit status: 0 where every request was answered, 1 where one was not (or none was ok), 130 after Ctrl-C.

  harmonybatch replay --poisson app1=5,app2=10 --duration 60s
  harmonybatch replay --trace app1=app1.csv --trace app2=app2.csv --from 30 --speed 2`,
    )
    .action((options: ReplayOptions) => replay(options, context));
}

function addBrokers(program: Command, context: CommandContext): void {
  program
    .command('brokers')
    .description(
      'print the brokers of the running system, for other Kafka clients: kcat -b "$(harmonybatch brokers)" …',
    )
    .addHelpText('after', finding)
    .action(() => context.terminal.out(`${findSystem(context.env, context.folder).brokers.join(',')}\n`));
}

/** The whole command line. Failures come as `Refusal` and commander's own errors. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('harmonybatch')
    .description(
      'Batches the inference requests of many apps, each with its own SLO, onto functions at the least cost.',
    )
    .version(projectVersion())
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out(text),
      writeErr: (text) => context.terminal.err(text),
    });
  addPlan(program, context);
  addSimulate(program, context);
  addExperiments(program, context);
  const models = { apply: modelsApply, list: modelsList, remove: modelsRemove };
  addRegistry(program, 'model', '{name, version, image, port, profile: shipped name or inline}', models, context);
  const apps = { apply: appsApply, list: appsList, remove: appsRemove };
  addRegistry(program, 'app', '{name, model, sloMs, attainment?, expectedRateHz?, whenLate?}', apps, context);
  addSend(program, context);
  addReplay(program, context);
  addDeadLetters(program, context, finding);
  addBrokers(program, context);
  return program;
}
