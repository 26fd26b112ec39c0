/** The page of every field that a line of the log may have, made from their declaration. */
const { cell, table } = require('../markdown.cjs');

const kinds = { text: 'text', number: 'number', flag: 'true, false', texts: 'list of texts', error: 'object' };

const row = ([name, { kind, meaning }]) => [`\`${name}\``, kinds[kind], cell(meaning)];

exports.logFields = (load) => {
  const { fieldsOfEveryLine, logFields } = load('libs/telemetry', 'index');
  const fields = (declared) => table(['field', 'kind', 'meaning'], Object.entries(declared).map(row));
  return [
    '# Log fields',
    '',
    'Written by `npm run docs:reference` from `libs/telemetry/src/log-fields.ts`. Services write one JSON object a line to standard output. A field has one meaning and one kind of',
    'value in every service, so that a store of logs can index it; one that is not here does not compile. How a line is found from a trace:',
    '[follow one request](../guides/traces.md). Functions write what they like.',
    '',
    '## Of every line',
    '',
    ...fields(fieldsOfEveryLine),
    '',
    '## Of some',
    '',
    ...fields(logFields),
  ];
};
