import { deadLetterTopics } from '@harmonybatch/contracts';
import { Refusal } from '../refusal';

/** Where a dead letter stands. */
export interface Place {
  /** Name of its topic without the deployment's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

const topicNames = Object.values(deadLetterTopics).map(({ name }) => name);
const pattern = /^([^/]+)\/(\d{1,9})\/(\d{1,15})$/;

export const placeText = ({ topic, partition, offset }: Place): string => `${topic}/${partition}/${offset}`;

/** @throws Refusal where it is no place, or of no dead-letter topic */
export function parsePlace(text: string): Place {
  const [, topic, partition, offset] = pattern.exec(text) ?? [];
  if (topic === undefined) {
    const example = `${topicNames[0]}/0/12`;
    throw new Refusal(
      `"${text}" is not the place of a dead letter.`,
      [],
      `Write TOPIC/PARTITION/OFFSET such as ${example}, as \`harmonybatch dead-letters list\` shows it.`,
    );
  }
  return { topic: deadTopic(topic), partition: Number(partition), offset: Number(offset) };
}

/**
 * The dead-letter topic of that name, or of the topic of that name.
 * @throws Refusal where there is none
 */
export function deadTopic(name: string): string {
  const found = topicNames.find((topic) => topic === name || topic === `${name}.dead`);
  if (found !== undefined) return found;
  throw new Refusal(`${name} is not a dead-letter topic; there are ${topicNames.join(', ')}.`);
}

/** The dead-letter topics to look at: the one named, or all. */
export const deadTopics = (name: string | undefined): readonly string[] =>
  name === undefined ? topicNames : [deadTopic(name)];
