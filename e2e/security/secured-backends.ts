import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, startKafka, startRedis, type KafkaBackend, type RedisBackend } from '@harmonybatch/local-backends';
import type { Authority } from './authority';
import { mechanismOf, secretOf, users, usersOfRedis } from './logins';

const root = join(__dirname, '..', '..');

/** Kafka with TLS, client certificates, logins and an authorizer; Redis with TLS, client certificates and users. */
export interface SecuredBackends {
  readonly kafka: KafkaBackend;
  /** Where Kafka asks for TLS and a login, `host:port`. */
  readonly brokers: string;
  readonly redis: RedisBackend;
  readonly redisUrl: string;
}

const kafkaSettings = (authority: Authority): string[] => {
  const { storeFile } = authority.issue('broker');
  const listener = 'listener.name.secured';
  const plain = users.filter((user) => mechanismOf(user) === 'plain').map((user) => `user_${user}="${secretOf(user)}"`);
  return [
    `${listener}.ssl.keystore.type=PEM`,
    `${listener}.ssl.keystore.location=${storeFile}`,
    `${listener}.ssl.truststore.type=PEM`,
    `${listener}.ssl.truststore.location=${authority.file}`,
    `${listener}.ssl.client.auth=required`,
    `${listener}.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512`,
    `${listener}.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required ${plain.join(' ')};`,
    ...['256', '512'].map(
      (bits) =>
        `${listener}.scram-sha-${bits}.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;`,
    ),
  ];
};

const scramUsers = (): string[] =>
  users
    .filter((user) => mechanismOf(user) !== 'plain')
    .map((user) => `${mechanismOf(user).toUpperCase()}=[name=${user},password=${secretOf(user)}]`);

/** The file that ships, with a password for each user, and users that lack what a test needs them to lack. */
function writeRedisUsers(file: string): void {
  const shipped = readFileSync(join(root, 'deploy', 'redis', 'harmonybatch.acl'), 'utf8');
  const lines = usersOfRedis.map(({ user, like, without }) => {
    const line = shipped.split('\n').find((one) => one.startsWith(`user ${like} `))!;
    const granted = line.replace(`user ${like} off`, `user ${user} on >${secretOf(user)}`);
    return without === undefined ? granted : granted.replace(` +${without} `, ' ');
  });
  writeFileSync(file, ['user default off', ...lines, ''].join('\n'), { mode: 0o600 });
}

export async function startSecured(folder: string, logs: string, authority: Authority): Promise<SecuredBackends> {
  const [kafkaPort = 0, redisPort = 0] = await freePorts(2);
  const secured = { port: kafkaPort, settings: kafkaSettings(authority), scramUsers: scramUsers() };
  const kafka = startKafka({ dataDir: join(folder, 'kafka'), logFile: join(logs, 'kafka.backend'), secured });
  const { certFile, keyFile } = authority.issue('redis');
  const aclFile = join(folder, 'redis.acl');
  mkdirSync(folder, { recursive: true });
  writeRedisUsers(aclFile);
  const settings = [
    ['--tls-port', `${redisPort}`],
    ['--tls-cert-file', certFile],
    ['--tls-key-file', keyFile],
    ['--tls-ca-cert-file', authority.file],
    ['--tls-auth-clients', 'yes'],
    ['--aclfile', aclFile],
  ].flat();
  const redis = startRedis({ dataDir: join(folder, 'redis'), logFile: join(logs, 'redis.backend'), settings });
  return {
    kafka: await kafka,
    brokers: `127.0.0.1:${kafkaPort}`,
    redis: await redis,
    redisUrl: `rediss://127.0.0.1:${redisPort}`,
  };
}
