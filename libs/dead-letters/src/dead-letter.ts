import {
  deadLetterHeaders,
  deadLetterTopics,
  originalHeaderName,
  resentFromHeader,
  resentHeader,
} from '@harmonybatch/contracts';
import type { Place } from './place';

/** Where the original of a dead letter was read. */
export interface Origin {
  readonly topic: string;
  readonly partition: string;
  readonly offset: string;
  /** Its own timestamp as it was noted, epoch ms. */
  readonly timestampMs: string;
}

export type HeaderBytes = Readonly<Record<string, readonly Buffer[]>>;

/** A record that a service could not read, as it stands in a dead-letter topic. */
export interface DeadLetter {
  readonly place: Place;
  /** When it became a dead letter, epoch ms. */
  readonly atMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Headers of the original. */
  readonly headers: HeaderBytes;
  /** Place of the letter that this one was, before it was sent again and became a dead letter once more. */
  readonly copyOf: string | undefined;
  /** Undefined where whoever wrote it did not say: then it cannot be sent back. */
  readonly origin: Origin | undefined;
  readonly service: string;
  readonly code: string;
  readonly reason: string;
}

/** A record of a dead-letter topic, whose bytes are its own. */
export interface StoredRecord {
  /** Name without the deployment's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: HeaderBytes;
}

/** What stands in a dead-letter topic: a letter, or the note that others were sent again. */
export type DeadRecord =
  | { readonly kind: 'letter'; readonly letter: DeadLetter }
  | { readonly kind: 'resent'; readonly places: readonly Place[] };

/** Reads one record of a dead-letter topic; never throws, whoever wrote it. */
export function readDeadRecord({
  topic,
  partition,
  offset,
  timestampMs,
  key,
  value,
  headers,
}: StoredRecord): DeadRecord {
  const text = (name: string): string => headers[name]?.at(-1)?.toString('utf8') ?? '';
  const resent = headers[resentHeader];
  if (resent !== undefined && headers[deadLetterHeaders.topic] === undefined) {
    return { kind: 'resent', places: resent.flatMap((value) => placeOf(topic, value.toString('utf8'))) };
  }
  const originTopic = text(deadLetterHeaders.topic);
  const { [resentFromHeader]: resentFrom, ...original } = originalHeaders(headers);
  const letter: DeadLetter = {
    place: { topic, partition, offset },
    atMs: timestampMs,
    key,
    value,
    headers: original,
    copyOf: resentFrom?.at(-1)?.toString('utf8'),
    origin: deadLetterTopics[originTopic]?.name === topic ? originOf(originTopic, text) : undefined,
    service: text(deadLetterHeaders.service),
    code: text(deadLetterHeaders.code),
    reason: text(deadLetterHeaders.reason),
  };
  return { kind: 'letter', letter };
}

const originOf = (topic: string, text: (name: string) => string): Origin => ({
  topic,
  partition: text(deadLetterHeaders.partition),
  offset: text(deadLetterHeaders.offset),
  timestampMs: text(deadLetterHeaders.timestampMs),
});

/** The note in a dead-letter topic that letters of it were sent again; it is a record of its own, for none can be changed. */
export const resentNote = (
  places: readonly Place[],
): { readonly value: null; readonly headers: Record<string, string[]> } => ({
  value: null,
  headers: { [resentHeader]: places.map(({ partition, offset }) => `${partition}/${offset}`) },
});

function placeOf(topic: string, text: string): Place[] {
  const [, partition, offset] = /^(\d{1,9})\/(\d{1,15})$/.exec(text) ?? [];
  return partition === undefined ? [] : [{ topic, partition: Number(partition), offset: Number(offset) }];
}

const originalHeaders = (headers: HeaderBytes): HeaderBytes =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([kept, values]) => {
      const name = originalHeaderName(kept);
      return name === null ? [] : [[name, values] as const];
    }),
  );
