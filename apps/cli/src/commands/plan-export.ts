import { writeFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { stringify } from 'yaml';
import { printJson, type CommandContext } from '../context';
import { withDeployedFunctions } from '../functions/deployed-functions';
import { exportedPlan, type ExportFormat } from '../functions/exported-plan';
import { finding, json } from '../options/common-options';
import { parseWhole } from '../options/option-values';

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly epoch?: number;
  readonly proposed?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

const help = `${finding}

Functions are written for the platform of HARMONYBATCH_PLATFORM, as the planner would make them: give this command the
planner's HARMONYBATCH_CATALOGUE, HARMONYBATCH_SEND_PROFILE, AWS_LAMBDA_ROLE and KNATIVE_* where it has them.

  yaml       functions in a form of our own, whatever the platform
  terraform  a file.tf.json for the providers aliyun/alicloud or hashicorp/aws
  manifests  services of Knative, for kubectl apply

No format holds a secret: variables with a name of one (…PASSWORD, …TOKEN, …) are named, and their values left out.
Exit status: 1 where there is no such plan, or the platform has no such format.`;

/** `harmonybatch plan export`. */
export const addPlanExport = (plan: Command, context: CommandContext): Command =>
  plan
    .command('export')
    .description('write the functions of MODEL’s plan for other tools to make')
    .argument('<model>')
    .addOption(
      new Option('--format <format>', 'how they are written')
        .choices(['yaml', 'terraform', 'manifests'])
        .default('yaml'),
    )
    .addOption(
      new Option('--epoch <number>', 'of an earlier plan instead')
        .argParser(parseWhole(0, Number.MAX_SAFE_INTEGER))
        .conflicts('proposed'),
    )
    .option('--proposed', 'of the plan that waits to come into force instead')
    .option('--out <file>', 'write them there instead of to stdout')
    .option(...json)
    .addHelpText('after', help)
    .action((model: string, _: unknown, command: Command) =>
      planExport(model, command.optsWithGlobals<ExportOptions>(), context),
    );

/** Writes the functions of a plan; tests have other functions. */
export const planExport = (
  model: string,
  options: ExportOptions,
  context: CommandContext,
  open: typeof withDeployedFunctions = withDeployedFunctions,
): Promise<void> =>
  open(context, async (functions) => {
    const document = await exportedPlan(model, options, functions);
    const text = options.json || options.format === 'terraform' ? jsonText(document) : yamlText(document);
    if (options.out !== undefined) writeFileSync(options.out, text);
    else context.terminal.out(text);
    if (options.out !== undefined && options.json) printJson(context.terminal, { file: options.out });
  });

const jsonText = (document: object | readonly object[]): string =>
  `${JSON.stringify(Array.isArray(document) ? { apiVersion: 'v1', kind: 'List', items: document } : document, null, 2)}\n`;

/** Several documents of one file, as `kubectl` reads them. */
const yamlText = (document: object | readonly object[]): string =>
  Array.isArray(document) ? document.map((one) => `---\n${plainYaml(one)}`).join('') : plainYaml(document);

/** Without aliases: not every reader knows them. */
const plainYaml = (value: unknown): string => stringify(value, { aliasDuplicateObjects: false });
