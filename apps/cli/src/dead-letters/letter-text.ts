import { bytesOf, placeText, type DeadLetter } from '@harmonybatch/dead-letters';
import { count, plural } from '../render/figures';
import { plainText, shortened } from '../render/plain-text';
import { renderTable, widthOf, type Column } from '../render/table';
import type { Style } from '../render/terminal';
import { bytesAsJson, bytesOnALine, bytesOnLines } from './bytes-text';

/** A letter and whether it was sent again. */
export interface ListedLetter {
  readonly letter: DeadLetter;
  readonly resent: boolean;
}

const columns: readonly Column[] = [
  { title: 'Place' },
  { title: 'When' },
  { title: 'Origin' },
  { title: 'Service' },
  { title: 'Code' },
  { title: 'Bytes', align: 'right' },
  { title: 'Resent' },
  { title: 'Reason' },
];
const gap = 3;
const minReasonWidth = 24;
const maxReasonWidth = 160;

const timeText = (atMs: number): string => new Date(Math.max(0, atMs)).toISOString();

/** A copy came back from being sent again. */
const resentText = ({ copyOf }: DeadLetter, resent: boolean): string =>
  resent ? 'yes' : copyOf === undefined ? 'no' : 'came back';

export const originText = ({ origin }: DeadLetter): string =>
  origin === undefined ? '–' : `${origin.topic}-${origin.partition}@${origin.offset}`;

/** The letters as a table whose reasons end where the terminal does. */
export function lettersTable(listed: readonly ListedLetter[], terminalColumns: number, style: Style): string {
  const rows = listed.map(({ letter, resent }) => [
    placeText(letter.place),
    timeText(letter.atMs).replace(/\.\d+Z$/, 'Z'),
    plainText(originText(letter)),
    plainText(letter.service),
    plainText(letter.code),
    count(bytesOf(letter)),
    resentText(letter, resent),
  ]);
  const used = columns.slice(0, -1).reduce((sum, { title }, at) => {
    return sum + gap + Math.max(title.length, ...rows.map((row) => widthOf(row[at] ?? '')));
  }, 2);
  const room = Math.min(maxReasonWidth, Math.max(minReasonWidth, terminalColumns - used));
  const withReason = rows.map((row, at) => [...row, shortened(plainText(listed[at]!.letter.reason), room)]);
  return renderTable(columns, withReason, style);
}

/** One letter, whole. */
export function letterText({ letter, resent }: ListedLetter, style: Style): string {
  const { origin, key, value, headers } = letter;
  const facts: [string, string][] = [
    ['place', placeText(letter.place)],
    ['dead since', timeText(letter.atMs)],
    ['origin', plainText(originText(letter))],
    ...(origin === undefined ? [] : [['origin time', plainText(origin.timestampMs)] as [string, string]]),
    ['service', plainText(letter.service)],
    ['code', plainText(letter.code)],
    ['reason', plainText(letter.reason)],
    ['resent', resentText(letter, resent)],
    ...(letter.copyOf === undefined ? [] : [['copy of', plainText(letter.copyOf)] as [string, string]]),
    ['key', bytesOnALine(key)],
    ...Object.entries(headers).flatMap(([name, values]) =>
      values.map((one): [string, string] => ['header', `${plainText(name)} = ${bytesOnALine(one)}`]),
    ),
    ['value', value === null ? 'none: the record is a tombstone' : plural(value.length, 'byte')],
  ];
  const lines = facts.map(([name, text]) => `  ${style.dim(name.padEnd(11))} ${text}\n`).join('');
  return value === null || value.length === 0 ? lines : `${lines}\n${bytesOnLines(value)}`;
}

/** One letter as JSON, whole. */
export const letterJson = ({ letter, resent }: ListedLetter): Record<string, unknown> => ({
  place: placeText(letter.place),
  at: timeText(letter.atMs),
  origin: letter.origin ?? null,
  service: letter.service,
  code: letter.code,
  reason: letter.reason,
  resent,
  copyOf: letter.copyOf ?? null,
  bytes: bytesOf(letter),
  key: bytesAsJson(letter.key),
  headers: Object.fromEntries(Object.entries(letter.headers).map(([name, values]) => [name, values.map(bytesAsJson)])),
  value: bytesAsJson(letter.value),
});
