import {
  brokerListFormat,
  createKafka,
  parseBrokerList,
  type KafkaConnectionOptions,
  type MessagingLog,
} from '@harmonybatch/messaging/client';
import { apiKeyOf } from '../api-key-option';
import type { InferenceClient } from '../inference-client';
import { InferenceError } from '../inference-error';
import { RepeatingClient, type ClientOptions } from '../repeating-client';
import { KafkaExchange } from './kafka-exchange';
import { KafkaTransport } from './kafka-transport';

export interface KafkaClientOptions extends ClientOptions {
  /** `host:port` of at least one broker, as a list or as a text with commas between. */
  readonly brokers: string | readonly string[];
  /** Name that the app is registered under. */
  readonly app: string;
  /** Key that `harmonybatch keys create` printed, which every request is signed with. Needed by an app that has one. */
  readonly apiKey?: string;
  /** TLS: true, or the certificates as PEM. */
  readonly ssl?: KafkaConnectionOptions['ssl'];
  readonly sasl?: KafkaConnectionOptions['sasl'];
  /** The deployment's prefix of topics; none where absent. */
  readonly topicPrefix?: string;
  /**
   * Topic that the app is registered with for its outcomes, without prefix: then those of others need not be readable. What has no app, as a
   * refused signature, does not go there.
   */
  readonly outcomeTopic?: string;
  /** Name of this client in the logs of the brokers. */
  readonly clientId?: string;
  /** Where is said what happens to connections; nowhere where absent. */
  readonly log?: MessagingLog;
}

const nothing = (): void => undefined;
const silent: MessagingLog = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/**
 * A client over Kafka. It connects at the first request, reads the outcomes of all partitions without a consumer group, and looks at
 * their headers alone until one is its own.
 * @throws InferenceError `invalid` of options that are wrong
 */
export function overKafka(options: KafkaClientOptions): InferenceClient {
  const { brokers, app, apiKey, ssl, sasl, topicPrefix = '', outcomeTopic, ...further } = options;
  const { clientId = 'harmonybatch-client', log = silent, ...rest } = further;
  const key = apiKey === undefined ? undefined : apiKeyOf(apiKey).key;
  const kafka = createKafka(
    { brokers: brokersOf(brokers), clientId, ...(ssl ? { ssl } : {}), ...(sasl ? { sasl } : {}) },
    log,
  );
  return new RepeatingClient(
    new KafkaTransport(new KafkaExchange(kafka, { topicPrefix, outcomeTopic, log }), app, key),
    rest,
  );
}

function brokersOf(brokers: string | readonly string[]): readonly string[] {
  const reading = parseBrokerList(typeof brokers === 'string' ? brokers : brokers.join(','));
  if (reading.ok) return reading.brokers;
  throw new InferenceError('invalid', `brokers: "${reading.wrong}" is none`, {
    field: '/brokers',
    hint: `Give ${brokerListFormat}.`,
  });
}
