import { secondsBuckets } from '../buckets';
import { anyValue, counter, gauge, histogram } from '../metric';

const ofModel = { model: anyValue } as const;
const ofApp = { model: anyValue, app: anyValue } as const;
const ofFunction = { model: anyValue, function: anyValue } as const;
const ofMoney = { model: anyValue, currency: anyValue } as const;

/** The plan in force, as every replica reads it. */
const plans = {
  epoch: gauge('plan_epoch', {
    help: 'Number of the plan in force; each new one has a higher one.',
    unit: 'plans',
    labels: ofModel,
  }),
  publishedAt: gauge('plan_published_timestamp_seconds', {
    help: 'When the plan in force was published, Unix time.',
    unit: 'seconds',
    labels: ofModel,
  }),
  ratesAt: gauge('plan_rates_timestamp_seconds', {
    help: 'When the newest rate of an app of the model was estimated, Unix time.',
    unit: 'seconds',
    labels: ofModel,
  }),
  consideredAt: gauge('plan_considered_timestamp_seconds', {
    help: 'When the plan was last made, or found right as it is, for what was known then, Unix time. Of the leader alone.',
    unit: 'seconds',
    labels: ofModel,
  }),
  slo: gauge('slo_seconds', {
    help: 'The SLO that each app of a model with a plan is registered with.',
    unit: 'seconds',
    labels: ofApp,
  }),
  costPerSecond: gauge('plan_cost_per_second', {
    help: 'What the plan in force is expected to cost in a second.',
    unit: 'money',
    labels: ofMoney,
  }),
  sessions: gauge('sessions', {
    help: 'Instances of a function, sessions on a GPU, that the plan in force wants ready.',
    unit: 'functions',
    labels: ofFunction,
  }),
};

/** What the leader alone counts: all replicas see the same. */
const promises = {
  attainmentPromised: gauge('attainment_promised_ratio', {
    help: 'Part of the requests of an app that are to be answered ok in time. Of the leader alone.',
    unit: 'ratio',
    labels: ofApp,
  }),
  attainmentDelivered: gauge('attainment_delivered_ratio', {
    help: 'Part of the last requests of an app, about 2,000, that were answered ok in time. Of the leader alone.',
    unit: 'ratio',
    labels: ofApp,
  }),
  promisesBroken: counter('promises_broken_total', {
    help: 'How often an app began to get less than it was promised, by more than chance. Of the leader alone.',
    unit: 'events',
    labels: ofApp,
  }),
  executionPredicted: histogram('execution_predicted_seconds', {
    help: 'What executions were expected to take on average, by the profile as plans correct it, for batches of their size. Of the leader alone.',
    unit: 'seconds',
    labels: ofFunction,
    buckets: secondsBuckets,
  }),
  executionDrift: gauge('execution_drift_ratio', {
    help: 'What the last executions of a function, about 200, took over what its plan expected of them. Of the leader alone.',
    unit: 'ratio',
    labels: ofFunction,
  }),
  coldStartsExpected: counter('cold_starts_expected_total', {
    help: 'Invocations that were to wait for an instance by the plan, of those that cold_starts_total can see. Of the leader alone.',
    unit: 'invocations',
    labels: ofFunction,
  }),
  moneyBilled: counter('executions_billed_total', {
    help:
      'What invocations of functions of plans in force cost, failed ones included, as far as executions_billed_expected_total can say what ' +
      'they should. Of the leader alone.',
    unit: 'money',
    labels: ofMoney,
  }),
  moneyExpected: counter('executions_billed_expected_total', {
    help: 'What the same invocations were to cost by the profile as it was measured; failed ones nothing. Of the leader alone.',
    unit: 'money',
    labels: ofMoney,
  }),
  moneyOff: counter('money_off_total', {
    help: 'How often executions of a model began to cost other than expected, by a tenth and more than chance. Of the leader alone.',
    unit: 'events',
    labels: ofModel,
  }),
};

/** How plans are made; the leader makes them. */
const planning = {
  published: counter('plans_published_total', {
    help: 'Plans that were put in force, by why they were made.',
    unit: 'plans',
    labels: { ...ofModel, reason: anyValue },
  }),
  duration: histogram('planning_seconds', {
    help: 'How long the making of plans took that were put in force.',
    unit: 'seconds',
    labels: ofModel,
    buckets: secondsBuckets,
  }),
  failures: counter('plan_failures_total', {
    help: 'Plans that could not be put in force; each is tried again.',
    unit: 'plans',
    labels: ofModel,
  }),
  kept: counter('plans_kept_total', {
    help: 'Plans that stayed with new rates and prices because another one would save too little.',
    unit: 'plans',
    labels: ofModel,
  }),
  proposed: counter('plans_proposed_total', {
    help: 'Plans that wait before they come into force, by what for.',
    unit: 'plans',
    labels: { ...ofModel, awaits: ['approval', 'functions'] },
  }),
  unkeptPromises: counter('unkept_promises_total', {
    help: 'Apps that are not served as they ask while a plan that would waits.',
    unit: 'events',
    labels: ofModel,
  }),
  functionsRemade: counter('functions_remade_total', {
    help: 'Functions of plans in force that were lost and made again.',
    unit: 'functions',
    labels: ofModel,
  }),
  calibrations: counter('calibrations_total', {
    help: 'Corrections of a profile by what executions take.',
    unit: 'events',
    labels: ofModel,
  }),
  calibrationsBeyondBounds: counter('calibrations_beyond_bounds_total', {
    help: 'How often executions began to be beyond what a profile is corrected by.',
    unit: 'events',
    labels: { ...ofModel, type: ['cpu', 'gpu'] },
  }),
};

export const plannerMetrics = { ...plans, ...promises, ...planning };
