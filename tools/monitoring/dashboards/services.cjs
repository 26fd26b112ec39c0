const { dashboard } = require('./dashboard.cjs');
const { betterAbove, figure, lines, worseAbove } = require('./panel.cjs');

const here = '{namespace=~"$namespace"}';
/** Metrics of every Node process: only those of our own. */
const ours = (expr) => `${expr} and on (namespace, job, instance) harmonybatch_ready${here}`;

/** Whether the processes keep up. */
exports.services = dashboard({
  uid: 'harmonybatch-services',
  title: 'HarmonyBatch / Services',
  about: 'Are the replicas ready, do they reach Kafka and Redis, do they keep up, and what do they use?',
  panels: [
    figure({
      title: 'Replicas ready',
      about: 'Share of replicas that say that they can do their work.',
      size: 'figure',
      unit: 'percentunit',
      thresholds: betterAbove(0.5, 1),
      queries: [{ expr: `avg by (job) (harmonybatch_ready${here})`, legend: '{{job}}' }],
    }),
    figure({
      title: 'Kafka reached',
      about: 'Share of replicas that get answers from Kafka.',
      size: 'figure',
      unit: 'percentunit',
      thresholds: betterAbove(0.5, 1),
      queries: [{ expr: `avg by (job) (harmonybatch_kafka_reachable${here})`, legend: '{{job}}' }],
    }),
    figure({
      title: 'Redis reached',
      about: 'Share of replicas that get answers from Redis; without it batches are larger in number and cost more.',
      size: 'figure',
      unit: 'percentunit',
      thresholds: betterAbove(0.5, 1),
      queries: [{ expr: `avg by (job) (harmonybatch_store_reachable${here})`, legend: '{{job}}' }],
    }),
    figure({
      title: 'Dead letters',
      about: 'Records that could not be read, within the range shown.',
      size: 'figure',
      unit: 'none',
      decimals: 0,
      thresholds: worseAbove(1),
      queries: [{ expr: `sum(increase(harmonybatch_dead_letters_total${here}[$__range])) or vector(0)` }],
    }),
    lines({
      title: 'Consumer lag',
      about: 'Records that a consumer group has before it.',
      size: 'half',
      unit: 'none',
      min: 0,
      queries: [
        {
          expr: `sum by (consumer_group, topic) (harmonybatch_consumer_lag_records${here})`,
          legend: '{{consumer_group}} {{topic}}',
        },
      ],
    }),
    lines({
      title: 'Errors logged',
      about: 'Lines at level error a second.',
      size: 'half',
      unit: 'ops',
      min: 0,
      queries: [{ expr: `sum by (job) (rate(harmonybatch_faults_total${here}[$__rate_interval]))`, legend: '{{job}}' }],
    }),
    lines({
      title: 'CPU',
      about: 'Cores in use by each replica; one is all that a replica can use of its event loop.',
      size: 'half',
      unit: 'none',
      min: 0,
      thresholds: worseAbove(0.7, 0.9),
      queries: [
        { expr: ours(`rate(process_cpu_seconds_total${here}[$__rate_interval])`), legend: '{{job}} {{instance}}' },
      ],
    }),
    lines({
      title: 'Memory',
      about: 'Resident memory of each replica.',
      size: 'half',
      unit: 'bytes',
      min: 0,
      queries: [{ expr: ours(`process_resident_memory_bytes${here}`), legend: '{{job}} {{instance}}' }],
    }),
    lines({
      title: 'Delay of the event loop',
      about: '99 % point of how late the event loop is: all that a replica does is late by as much.',
      size: 'half',
      unit: 's',
      min: 0,
      thresholds: worseAbove(0.05, 0.2),
      queries: [{ expr: ours(`nodejs_eventloop_lag_p99_seconds${here}`), legend: '{{job}} {{instance}}' }],
    }),
    lines({
      title: 'Delivery: log checks and claims taken over',
      about:
        'How often the log of outcomes was asked, and how often work of another replica was taken over: both rise after a crash.',
      size: 'half',
      unit: 'ops',
      min: 0,
      queries: [
        { expr: `sum(rate(harmonybatch_log_checks_total${here}[$__rate_interval]))`, legend: 'log checks' },
        {
          expr: `sum(rate(harmonybatch_claims_taken_over_total${here}[$__rate_interval]))`,
          legend: 'claims taken over',
        },
      ],
    }),
  ],
});
