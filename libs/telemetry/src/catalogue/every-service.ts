import { anyValue, counter, gauge } from '../metric';

/** What every service tells of itself and of its Kafka. */
export const serviceMetrics = {
  ready: gauge('ready', {
    help: 'Whether the service is ready for work, as /health/ready says: 1 or 0.',
    unit: 'ratio',
    labels: {},
  }),
  kafkaReachable: gauge('kafka_reachable', {
    help: 'Whether Kafka takes what is sent and answers the consumers: 1 or 0.',
    unit: 'ratio',
    labels: {},
  }),
  consumerLag: gauge('consumer_lag_records', {
    help: 'Records of the partitions of this replica that it has not read yet, as far as Kafka last said where they end.',
    unit: 'records',
    labels: { topic: anyValue, consumer_group: anyValue },
  }),
  clockSkew: gauge('clock_skew_seconds', {
    help: "How far this machine's clock is ahead of Kafka's; below 0 where it is behind.",
    unit: 'seconds',
    labels: {},
  }),
  faults: counter('faults_total', {
    help: 'Errors that were logged, those that were left out of the log included.',
    unit: 'events',
    labels: {},
  }),
  deadLetters: counter('dead_letters_total', {
    help: 'Records that could not be read and went to the dead letters of their topic, by what is wrong with them.',
    unit: 'records',
    labels: { topic: anyValue, code: anyValue },
  }),
  recordsWrittenAgain: counter('records_written_again_total', {
    help: 'Records that were held long and were written again to the end of their partition.',
    unit: 'records',
    labels: { topic: anyValue },
  }),
};
