import { deadLetterTopics } from '@harmonybatch/contracts';

/** Where a dead letter stands. */
export interface Place {
  /** Name of its topic without the deployment's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** Without the deployment's prefix. */
export const deadTopicNames: readonly string[] = Object.values(deadLetterTopics).map(({ name }) => name);

const pattern = /^([^/]+)\/(\d{1,9})\/(\d{1,15})$/;

export const placeText = ({ topic, partition, offset }: Place): string => `${topic}/${partition}/${offset}`;

/** What `placeText` wrote, also with the topic that letters come from; null where it is no place, or of no dead-letter topic. */
export function readPlace(text: string): Place | null {
  const [, name = '', partition, offset] = pattern.exec(text) ?? [];
  const topic = deadTopicNamed(name);
  return topic === null ? null : { topic, partition: Number(partition), offset: Number(offset) };
}

/** The dead-letter topic of that name, or of the topic of that name; null where there is none. */
export const deadTopicNamed = (name: string): string | null =>
  deadTopicNames.find((topic) => topic === name || topic === `${name}.dead`) ?? null;
