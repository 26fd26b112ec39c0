/** The page of every environment variable, made from the variables that the programs read. */
const { cell, table } = require('../markdown.cjs');

const programs = [
  ['ingest', 'apps/ingest', 'ingest-variables', 'variables'],
  ['rate-estimator'],
  ['planner', 'apps/planner', 'planner-variables', 'variables'],
  ['batcher', 'apps/batcher', 'batcher-variables', 'variables'],
  ['dispatcher', 'apps/dispatcher', 'dispatcher-variables', 'variables'],
  ['outcome-forwarder'],
  ['http-gateway', 'apps/http-gateway', 'gateway-variables', 'variables'],
  ['console', 'apps/console', 'console-variables', 'variables'],
  ['fc-emulator', 'apps/fc-emulator', 'config/emulator-variables', 'emulatorVariables'],
  ['knative-local', 'apps/knative-local', 'knative-local-variables', 'knativeLocalVariables'],
  ['local (`npm start`)', 'apps/local', 'local-variables', 'localVariables'],
];

const defaultOf = ({ optional, defaultText }) => {
  if (optional) return 'none';
  if (defaultText === undefined) return '**required**';
  return defaultText === '' ? 'empty' : `\`${cell(defaultText)}\``;
};

const whereOf = ({ onlyWhere }) =>
  onlyWhere === undefined ? '' : ` Where \`${onlyWhere.variable.name}\` is \`${onlyWhere.is}\`.`;

const row = (variable) => [
  `\`${variable.name}\``,
  `${cell(variable.description)}${whereOf(variable)}${variable.secret ? ` Secret; or in the file that \`${variable.name}_FILE\` names.` : ''}`,
  cell(variable.expected),
  defaultOf(variable),
];

const tableOf = (variables) =>
  table(['variable', 'meaning', 'allowed values', 'default'], Object.values(variables).map(row));

const section = (title, variables) => [
  '',
  `## ${title}`,
  '',
  ...(variables === undefined ? ['Nothing of its own.'] : tableOf(variables)),
];

exports.variables = (load) => {
  const { sharedVariables } = load('libs/service-kit', 'program');
  return [
    '# Environment variables',
    '',
    'Written by `npm run docs:reference` from what the programs read. A program reports all wrong variables at once and',
    'exits with code 2; `--help` of each lists the same. An empty variable counts as absent.',
    ...section('Every service', sharedVariables),
    ...programs.flatMap(([title, project, file, name]) =>
      section(title, project === undefined ? undefined : load(project, file)[name]),
    ),
    '',
    '## The command line',
    '',
    '`harmonybatch` reads the variables of Kafka above, and `FC_ENDPOINT` for the bill of an emulator; without `KAFKA_BROKERS` it finds the',
    'system that `npm start` runs.',
  ];
};
