import { deadTopicNamed, deadTopicNames, readPlace, type Place } from '@harmonybatch/dead-letters';
import { Refusal } from '../refusal';

/** @throws Refusal where it is no place, or of no dead-letter topic */
export function parsePlace(text: string): Place {
  const place = readPlace(text);
  if (place !== null) return place;
  throw new Refusal(
    `"${text}" is not the place of a dead letter.`,
    [],
    `Write TOPIC/PARTITION/OFFSET such as ${deadTopicNames[0]}/0/12, as \`harmonybatch dead-letters list\` shows it.`,
  );
}

/** The dead-letter topics to look at: the one named, or all. @throws Refusal where there is none of that name */
export function deadTopics(name: string | undefined): readonly string[] {
  if (name === undefined) return deadTopicNames;
  const found = deadTopicNamed(name);
  if (found !== null) return [found];
  throw new Refusal(`${name} is not a dead-letter topic; there are ${deadTopicNames.join(', ')}.`);
}
