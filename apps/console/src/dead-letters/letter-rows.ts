import { isUtf8 } from 'node:buffer';
import type { DeadLetterList } from '@harmonybatch/console-api';
import { bytesOf, placeText, type DeadLetter } from '@harmonybatch/dead-letters';

type Row = DeadLetterList['rows'][number];

/** Texts of whoever wrote the letter, characters. */
const most = { preview: 400, key: 200, reason: 1_000, code: 64, service: 64, from: 300 } as const;

/** A letter as the list has it: the beginning of what is long. `resent` is known when all was read. */
export const letterRow = (letter: DeadLetter): Omit<Row, 'resent'> => ({
  place: placeText(letter.place),
  from: letter.origin === undefined ? null : short(originText(letter.origin), most.from),
  code: short(letter.code, most.code),
  reason: short(letter.reason, most.reason),
  service: short(letter.service, most.service),
  atMs: Math.max(0, letter.atMs),
  key: letter.key === null ? null : beginning(letter.key, most.key),
  preview: letter.value === null ? '' : beginning(letter.value, most.preview),
  bytes: bytesOf(letter),
});

const originText = ({ topic, partition, offset }: NonNullable<DeadLetter['origin']>): string =>
  `${topic}/${partition}/${offset}`;

const short = (text: string, max: number): string => (text.length <= max ? text : `${text.slice(0, max - 1)}…`);

/** Text where the bytes are UTF-8, else hex. */
function beginning(bytes: Buffer, max: number): string {
  // A character that the cut divides is left out.
  const text = bytes
    .subarray(0, 4 * max)
    .toString('utf8')
    .replace(/\ufffd$/, '');
  return isUtf8(bytes) ? short(text, max) : short(`0x${bytes.subarray(0, max).toString('hex')}`, max);
}
