/** The page of every topic and what its records say, made from the AsyncAPI document. */
const { cell, table } = require('../markdown.cjs');
const { fieldsOf } = require('./schema-fields.cjs');

const hourMs = 3_600_000;

const rolesOf = (operations, name, action) =>
  Object.values(operations)
    .filter((operation) => operation.action === action && operation.channel.$ref === `#/channels/${name}`)
    .flatMap(({ tags }) => tags.map((tag) => tag.name))
    .join(', ');

/** Whether somebody outside writes or reads it. */
const isPublic = ({ operations }, name) =>
  ['send', 'receive'].some((action) => /producer|operator/.test(rolesOf(operations, name, action)));

const isNoLetter = ([name]) => !name.endsWith('.dead');

const kept = (settings) =>
  settings['cleanup.policy'].includes('compact')
    ? 'the last record of each key'
    : `all records for ${settings['retention.ms'] / hourMs} h`;

const field = ({ path, type, required, description }) => [
  `\`${path}\``,
  cell(type),
  required ? 'yes' : 'no',
  cell(description),
];

const fieldTable = (fields) =>
  fields.length === 0 ? [] : ['', ...table(['field', 'type', 'required', 'meaning'], fields.map(field))];

const headerTable = ({ properties, required }) => [
  '',
  ...table(
    ['header', 'always there', 'meaning'],
    Object.entries(properties).map(([name, { description = '' }]) => [
      `\`${name}\``,
      required.includes(name) ? 'yes' : 'no',
      cell(description),
    ]),
  ),
];

/** All topics of dead letters are alike. */
function deadLetterSection({ operations, components }, letters) {
  const [[, { messages }] = []] = letters;
  return [
    '',
    '## Dead letters',
    '',
    'Records that could not be read, byte for byte, with key, value and headers as they were, and these headers beside them. Kept for a week.',
    ...headerTable(components.messages[Object.keys(messages)[0]].headers),
    '',
    ...table(
      ['topic', 'written by'],
      letters.map(([name]) => [`\`${name}\``, rolesOf(operations, name, 'send')]),
    ),
  ];
}

/** Of a topic between services, whose fields are nobody else's. */
const internalRow =
  ({ operations }) =>
  ([name, { description }]) => [
    `\`${name}\``,
    cell(description),
    rolesOf(operations, name, 'send'),
    rolesOf(operations, name, 'receive'),
  ];

function section({ operations, components }, [name, { description, messages, bindings }]) {
  const { topicConfiguration, partitions } = bindings.kafka;
  const message = components.messages[Object.keys(messages)[0]];
  const schema = components.schemas[message.payload.$ref?.split('/').at(-1)];
  return [
    '',
    `## ${name}`,
    '',
    description,
    '',
    `- Written by ${rolesOf(operations, name, 'send')}; read by ${rolesOf(operations, name, 'receive')}.`,
    `- Key: ${message.bindings.kafka.key.description}. Keeps ${kept(topicConfiguration)}; records of ${topicConfiguration['max.message.bytes']} bytes at most; ${partitions === undefined ? 'as many partitions as the deployment chose' : 'one partition'}.`,
    ...(message.headers === undefined ? [] : headerTable(message.headers)),
    ...(schema === undefined ? [] : fieldTable(fieldsOf(schema))),
  ];
}

exports.messages = (load, version) => {
  const document = load('libs/contracts', 'index').asyncApiDocument(version);
  const channels = Object.entries(document.channels);
  const open = channels.filter(([name]) => isPublic(document, name));
  const internal = channels.filter((channel) => !open.includes(channel));
  return [
    '# Topics and messages',
    '',
    'Written by `npm run docs:reference` from the same contracts as [the AsyncAPI 3.0 document](../asyncapi.json), which tools read and which has every field. Values are JSON in',
    'UTF-8; fields that are not named are refused, and null is as good as absent in what comes from outside. Which of it a producer needs:',
    '[the guide for producers](../guides/producers.md).',
    ...open.filter(isNoLetter).flatMap((channel) => section(document, channel)),
    ...deadLetterSection(
      document,
      open.filter((channel) => !isNoLetter(channel)),
    ),
    '',
    '## Between the services',
    '',
    ...table(['topic', 'what it is for', 'written by', 'read by'], internal.map(internalRow(document))),
    '',
    '## What functions are sent and answer',
    '',
    'HTTP, not Kafka: [what a container has to do](../container.md).',
    ...['FunctionInvocation', 'FunctionResult'].flatMap((name) => [
      '',
      `### ${name}`,
      ...fieldTable(fieldsOf(document.components.schemas[name])),
    ]),
  ];
};
