import type { Static, TSchema } from '@sinclair/typebox';
import type { KeyedTopic, StateTopic } from './topics';

/** A record ready to be published, its topic named without a deployment's prefix. */
export interface TopicRecord {
  readonly topic: string;
  readonly key: string;
  /** JSON. */
  readonly value: string;
}

export interface Tombstone extends Omit<TopicRecord, 'value'> {
  readonly value: null;
}

type Immutable<T> = T extends object ? { readonly [Field in keyof T]: Immutable<T[Field]> } : T;

/** The record that carries `value`: its key is the field that the topic names, its value the JSON of all fields. */
export const recordOf = <T extends TSchema, K extends keyof Static<T> & string>(
  topic: KeyedTopic<T, K>,
  value: Immutable<Static<T>> & Readonly<Record<K, string>>,
): TopicRecord => ({ topic: topic.name, key: value[topic.key], value: JSON.stringify(value) });

/** The record that removes what a compacted topic holds under `key`. */
export const tombstoneOf = ({ name }: StateTopic, key: string): Tombstone => ({ topic: name, key, value: null });
