/** Kafka's own words for a refusal, and what mends each. */
const mends: Readonly<Record<string, string>> = {
  TOPIC_AUTHORIZATION_FAILED: 'this user lacks a right on the topic: give it those that `harmonybatch acls` prints',
  GROUP_AUTHORIZATION_FAILED: 'this user lacks Read on the group: give it the rights that `harmonybatch acls` prints',
  CLUSTER_AUTHORIZATION_FAILED: 'this user lacks a right on the cluster: give it those that `harmonybatch acls` prints',
  SASL_AUTHENTICATION_FAILED:
    'KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD have to be those of a user of this Kafka',
};

const login = mends['SASL_AUTHENTICATION_FAILED']!;
const unknownAuthority = 'set KAFKA_SSL_CA_FILE to the certificate of the authority that signed that of the broker';

/** What OpenSSL and sockets say where encryption is not as the other side has it. */
const tlsMends: readonly (readonly [RegExp, string])[] = [
  [/certificate has expired|CERT_HAS_EXPIRED/i, 'the certificate of the broker has expired: renew it'],
  [/self.signed|unable to (verify|get)|issuer/i, unknownAuthority],
  [/altname|does not match certificate/i, 'KAFKA_BROKERS has to name the broker as its certificate does'],
  [
    /alert (bad certificate|certificate|unknown ca|handshake failure)/i,
    'the broker takes no connection with this certificate: KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE have to be valid and of an authority that it believes',
  ],
  [/wrong version number|packet length too long/i, 'if the broker speaks no TLS there: KAFKA_SSL=false'],
  [/closed connection|ECONNRESET|disconnected/i, 'if the broker speaks TLS there, KAFKA_SSL=true is needed'],
];

const longestChain = 10;

/** The error and what caused it, the outermost first. */
function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error && chain.length < longestChain; at = at.cause) chain.push(at);
  return chain;
}

const typeOf = (error: Error): string => ('type' in error ? String(error.type) : '');

/** Whether Kafka refused a right, so that asking again changes nothing until somebody gives it. */
export const isRightRefused = (error: unknown): boolean =>
  chainOf(error).some((one) => typeOf(one).endsWith('_AUTHORIZATION_FAILED'));

/** Whether Kafka refused a right or who we say that we are: asking again changes nothing until somebody mends it. */
export const isAccessRefused = (error: unknown): boolean =>
  isRightRefused(error) ||
  chainOf(error).some(
    (one) => one.name === 'KafkaJSSASLAuthenticationError' || typeOf(one) === 'SASL_AUTHENTICATION_FAILED',
  );

/** What mends that Kafka refuses who we are, what we may do, or the way in which we speak to it; null where it is none of these. */
export function accessMend(error: unknown): string | null {
  const chain = chainOf(error);
  for (const one of chain) {
    const mend = mends[typeOf(one)];
    if (mend !== undefined) return mend;
    if (one.name === 'KafkaJSSASLAuthenticationError') return login;
  }
  const said = chain.map(({ message }) => message).join('\n');
  return tlsMends.find(([pattern]) => pattern.test(said))?.[1] ?? null;
}

/** An error in words: what it says, what its causes say beyond that, and what mends it where that is known. */
export function errorText(error: unknown): string {
  const said: string[] = [];
  for (const { message } of chainOf(error)) if (!said.some((text) => text.includes(message))) said.push(message);
  const mend = accessMend(error);
  const text = said.length === 0 ? String(error) : said.join(': ');
  return mend === null ? text : `${text} – ${mend}`;
}
