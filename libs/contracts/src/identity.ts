import { createHash } from 'node:crypto';

/** JSON keeps the fields apart, so that no two requests share an identity by concatenation. */
const hash = (fields: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 32);

/** Identity of a request whose producer gave an id: app + source + id, so that no app can suppress another's answer. */
export const identityOfId = (app: string, source: string, id: string): string => hash(['id', app, source, id]);

/**
 * Identity of a request without id: its place in the log and when it was appended there, the same at every re-read. The time
 * sets it apart from what stood in that place before, where a topic was created again.
 * @param timestampMs the record's own time, epoch ms
 */
export const identityOfPlace = (topic: string, partition: number, offset: number, timestampMs: number): string =>
  hash(['place', topic, String(partition), String(offset), String(timestampMs)]);

/** The id shown to the producer of a request that gave none. */
export const idOfPlace = (topic: string, partition: number, offset: number): string =>
  `${topic}-${partition}-${offset}`;
