/** The page of the `harmonybatch` command, made from the definitions that it parses its arguments with. */
const { block, cell, table } = require('../markdown.cjs');

const style = { width: Infinity };
const silent = { outStyle: style, errStyle: style, live: false, columns: Infinity, outColumns: Infinity };

/** The program as it is started, except that it runs nothing. */
const program = (load) =>
  load('apps/cli', 'program').createProgram({
    terminal: { ...silent, out: () => undefined, err: () => undefined },
    env: {},
    folder: '.',
    onInterrupt: () => new AbortController().signal,
    exitWith: () => undefined,
  });

/** The command and all below it, in the order of the help. */
const withSubcommands = (command) => [
  command,
  ...command
    .createHelp()
    .visibleCommands(command)
    .filter(({ parent }) => parent === command)
    .flatMap(withSubcommands),
];

const titleOf = (command) =>
  command.parent === null ? command.name() : `${titleOf(command.parent)} ${command.name()}`;

/** Paragraphs under the options in the help of a command. */
function remarksOf(command) {
  let said = '';
  command.configureOutput({ writeOut: (text) => (said += text) }).outputHelp();
  const remarks = said.slice(command.helpInformation().length).trim();
  return remarks === '' ? [] : remarks.split(/\n\n(?! )/);
}

const defaultOf = ({ defaultValue, defaultValueDescription }) => {
  if (defaultValueDescription !== undefined) return `\`${defaultValueDescription}\``;
  return defaultValue === undefined || defaultValue === false ? '' : `\`${defaultValue}\``;
};

const choicesOf = ({ argChoices }) => (argChoices === undefined ? '' : `: ${argChoices.join(', ')}`);

const argument = (one) => `- \`${one.name()}\`: ${one.description}${choicesOf(one)}`;

const option = (one) => [`\`${cell(one.flags)}\``, cell(one.description + choicesOf(one)), cell(defaultOf(one))];

const optionTable = (options) =>
  options.length === 0 ? [] : table(['option', 'meaning', 'default'], options.map(option));

/** @param finding how a running system is found: said once, and named where it holds */
function section(command, finding) {
  const help = command.createHelp();
  const options = help.visibleOptions(command).filter(({ long }) => long !== '--help');
  const remarks = remarksOf(command);
  const own = remarks.filter((remark) => remark !== finding);
  return [
    '',
    `## ${titleOf(command)}`,
    '',
    help.commandDescription(command),
    '',
    ...block(`${titleOf(command)} ${command.usage()}`, 'text'),
    '',
    ...help.visibleArguments(command).map(argument),
    '',
    ...optionTable(options),
    ...(remarks.includes(finding) ? ['', 'Speaks to [a running system](#a-running-system).'] : []),
    ...(own.length === 0 ? [] : ['', ...block(own.join('\n\n'), 'text')]),
  ];
}

exports.commandLine = (load) => {
  const finding = load('apps/cli', 'options/common-options').finding.trim();
  return [
    '# The command line',
    '',
    'Written by `npm run docs:reference` from the definitions that `harmonybatch` parses its arguments with. Every command has `--help`. Results go to',
    'stdout, reasons and progress to stderr; the exit status is 0 only where everything that was asked for happened, 1 where it did not, 130 after',
    'Ctrl-C. What the commands are for: [the guides](../guides/README.md) and [apps/cli](../../apps/cli/README.md).',
    '',
    '## A running system',
    '',
    finding,
    ...withSubcommands(program(load)).flatMap((command) => section(command, finding)),
  ];
};
