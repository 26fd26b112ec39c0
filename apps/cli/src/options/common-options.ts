import { Option } from 'commander';
import { parseDurationSeconds } from './option-values';

export const json = ['--json', 'print JSON'] as const;

/** An option in seconds whose default is shown as a duration. */
export const duration = (flags: string, description: string, seconds: number): Option =>
  new Option(flags, description).argParser(parseDurationSeconds).default(seconds, `${seconds}s`);

/** How a command finds the running system, for the end of its help. */
export const finding = `
The running system is found through KAFKA_BROKERS, KAFKA_TOPIC_PREFIX and FC_ENDPOINT, else through the nearest
.harmonybatch/system.json upward from here, which \`npm start\` writes. KAFKA_SSL, KAFKA_SASL_MECHANISM,
KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD say how to log in at Kafka, as they do for the services.`;

export const planFileFields =
  'YAML or JSON: {model, apps: [{name, sloMs, rateHz, attainment?}], profile?, maxItemBytes?}, {models: [...]} of those, or apps and models as they are registered; today: {perMonth, currency} is compared with';
