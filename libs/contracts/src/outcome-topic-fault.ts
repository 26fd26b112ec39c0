import { allTopics } from './topics';

/** Kafka itself takes names for the same that differ by these alone: they would be one name in its metrics. */
const spelled = (name: string): string => name.replaceAll('_', '.');

/**
 * Why outcomes may not be copied to a topic, in words; null where they may. A prefix tells deployments apart, so any name that
 * ends in one of our topics' may be that topic in another deployment, whose requests or registry outcomes must not get into.
 * @param topic its name without prefix
 */
export function outcomeTopicFault(topic: string): string | null {
  const own = allTopics.find(({ name }) => spelled(topic).endsWith(spelled(name)));
  return own === undefined
    ? null
    : `${topic} ends like ${own.name}, a topic between the services of this or another deployment; name another one`;
}
