import { Type } from '@sinclair/typebox';
import { limits } from './scalars';

/** Where an app's outcomes go besides `inference.completed`; a deployment's prefix comes before it, as before every topic. */
export const OutcomeTopic = Type.String({
  pattern: `^_?[A-Za-z0-9][A-Za-z0-9._-]{0,${limits.maxOutcomeTopicLength - 2}}$`,
  description:
    'A topic of Kafka: letters, digits, dot, underscore and hyphen; begins with a letter, a digit or one underscore; ' +
    `at most ${limits.maxOutcomeTopicLength} characters, for the prefix of the deployment comes before it.`,
});
