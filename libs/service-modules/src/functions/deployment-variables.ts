import { replannerDefaults } from '@harmonybatch/pipeline';
import { flag, integer, optional, text } from '@harmonybatch/service-kit';

/** What the functions of a deployment are like, beside model and plan: for the planner, and for programs that look at them. */
export const deploymentVariables = {
  functionPrefix: optional(
    text('HARMONYBATCH_FUNCTION_PREFIX', {
      description:
        'Begins the name of every function of this deployment; functions without it are not touched. Absent: hb and five digits that stand for the Kafka cluster and KAFKA_TOPIC_PREFIX.',
      pattern: /^[A-Za-z_][A-Za-z0-9_-]{0,7}$/,
      expected: 'a letter or underscore and up to 7 letters, digits, underscores and hyphens',
    }),
  ),
  sendProfile: flag('HARMONYBATCH_SEND_PROFILE', {
    description: 'Whether functions get their model’s profile in their environment, as the local emulator needs.',
    default: replannerDefaults.sendProfile,
  }),
  functionTimeoutSeconds: integer('HARMONYBATCH_FUNCTION_TIMEOUT_S', {
    description:
      'After how long the platform ends a run, unless the model says so itself; a function whose batches take longer gets more. Plans tell dispatchers, which wait a little longer.',
    min: 1,
    max: 86_400,
    default: replannerDefaults.functionTimeoutSeconds,
  }),
};
