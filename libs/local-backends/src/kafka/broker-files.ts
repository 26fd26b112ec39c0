import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One request holds at most 4 MiB of payload, plus room for its envelope and headers. */
const messageMaxBytes = 4 * 1024 * 1024 + 64 * 1024;

export interface BrokerFiles {
  readonly serverProperties: string;
  readonly loggingProperties: string;
  /** What is there once the storage is formatted. */
  readonly formatMark: string;
}

/** A second listener, which advertises another port: that of a proxy before it. */
export interface ProxiedListener {
  readonly port: number;
  readonly advertisedPort: number;
}

/** A listener that asks for TLS and a login, and an authorizer behind it; who comes by the plain listener may do everything. */
export interface SecuredListener {
  readonly port: number;
  /** Lines of server.properties, such as certificates and logins: `listener.name.secured.…`. */
  readonly settings: readonly string[];
  /** Users of SCRAM, as `--add-scram` of Kafka's storage tool takes them. */
  readonly scramUsers: readonly string[];
}

/** Ports on the loopback interface. */
export interface BrokerPorts {
  readonly broker: number;
  readonly controller: number;
  readonly detour?: ProxiedListener;
  readonly secured?: SecuredListener;
}

function listenerLines({ broker, controller, detour, secured }: BrokerPorts): string[] {
  const address = (name: string, port: number): string => `${name}://127.0.0.1:${port}`;
  const detourAt = (port: number): string[] => (detour ? [address('DETOUR', port)] : []);
  const securedAt = secured ? [address('SECURED', secured.port)] : [];
  const open = address('PLAINTEXT', broker);
  const listeners = [open, ...detourAt(detour?.port ?? 0), ...securedAt, address('CONTROLLER', controller)];
  const advertised = [open, ...detourAt(detour?.advertisedPort ?? 0), ...securedAt];
  return [
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=${listeners.join()}`,
    `advertised.listeners=${advertised.join()}`,
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAINTEXT',
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,DETOUR:PLAINTEXT,SECURED:SASL_SSL,CONTROLLER:PLAINTEXT',
    ...(secured ? [...authorizerLines, ...secured.settings] : []),
  ];
}

const authorizerLines = [
  'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users=User:ANONYMOUS',
  'allow.everyone.if.no.acl.found=false',
];

const serverLines = (logs: string, ports: BrokerPorts): string[] => [
  'process.roles=broker,controller',
  'node.id=1',
  ...listenerLines(ports),
  `log.dirs=${logs.replaceAll('\\', '\\\\')}`,
  'auto.create.topics.enable=false',
  `message.max.bytes=${messageMaxBytes}`,
  'num.partitions=1',
  // One node: every internal topic has one partition and one replica.
  'offsets.topic.num.partitions=1',
  'offsets.topic.replication.factor=1',
  'transaction.state.log.num.partitions=1',
  'transaction.state.log.replication.factor=1',
  'transaction.state.log.min.isr=1',
  'share.coordinator.state.topic.num.partitions=1',
  'share.coordinator.state.topic.replication.factor=1',
  'share.coordinator.state.topic.min.isr=1',
  // Members join at once, and may ask for short sessions.
  'group.initial.rebalance.delay.ms=0',
  'group.min.session.timeout.ms=1000',
  // A broker that was killed may come back once its session has run out.
  'broker.heartbeat.interval.ms=500',
  'broker.session.timeout.ms=4000',
  // Small enough for a heap of 384 MB.
  'log.cleaner.dedupe.buffer.size=4194304',
  'num.network.threads=2',
  'num.io.threads=4',
];

const loggingLines = [
  'status=error',
  'appender.console.type=Console',
  'appender.console.name=console',
  'appender.console.layout.type=PatternLayout',
  'appender.console.layout.pattern=%d{ISO8601} %p %m (%c{1})%n%throwable',
  'rootLogger.level=info',
  'rootLogger.appenderRef.console.ref=console',
  // Pages of settings at each start hide what matters.
  'logger.config.name=org.apache.kafka.common.config',
  'logger.config.level=warn',
  'logger.kafkaConfig.name=kafka.server.KafkaConfig',
  'logger.kafkaConfig.level=warn',
];

/** Writes the settings of a single-node broker that is its own controller, both on the loopback interface. */
export function writeBrokerFiles(dataDir: string, ports: BrokerPorts): BrokerFiles {
  const logs = join(dataDir, 'logs');
  const serverProperties = join(dataDir, 'server.properties');
  const loggingProperties = join(dataDir, 'log4j2.properties');
  mkdirSync(logs, { recursive: true });
  writeFileSync(serverProperties, `${serverLines(logs, ports).join('\n')}\n`);
  writeFileSync(loggingProperties, `${loggingLines.join('\n')}\n`);
  return { serverProperties, loggingProperties, formatMark: join(logs, 'meta.properties') };
}
