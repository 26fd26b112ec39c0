/** The page of every error code that an outcome or a dead letter can carry. */
const { cell, table } = require('../markdown.cjs');

const row = ([code, { retryable, meaning, remedy }]) => [
  `\`${code}\``,
  cell(meaning),
  retryable ? 'yes' : 'no',
  cell(remedy),
];

exports.errorCodes = (load) => [
  '# Error codes',
  '',
  'Written by `npm run docs:reference` from `libs/contracts/src/error-codes.ts`. They stand in `error.code` of an outcome in `inference.completed`,',
  'and, for what could not be read at all, in the header `hb-reason-code` of a dead letter. An outcome also says what is wrong with this request',
  "(`message`, and `field` where there is one) and how to correct it (`hint`). A model's container may answer items with codes of its own, which are",
  'passed on as they are.',
  '',
  '`retryable` says whether the same request may succeed later. It has to go under another `id`: an id that has an outcome is not run anew.',
  '',
  ...table(
    ['code', 'meaning', 'retryable', 'what to do'],
    Object.entries(load('libs/contracts', 'index').errorCodes).map(row),
  ),
];
