import { Option, type Command } from 'commander';
import { kafkaAclsCommands } from '../acls/kafka-acls-commands';
import { rightsOf, type DeploymentOfRights, type ProducerUser } from '../acls/rights';
import { strimziUsers } from '../acls/strimzi-users';
import { printJson, type CommandContext } from '../context';
import { Refusal } from '../refusal';

const formats = ['commands', 'json', 'strimzi'] as const;

interface AclsOptions {
  readonly format: (typeof formats)[number];
  readonly topicPrefix?: string;
  readonly userPrefix: string;
  readonly producer: readonly string[];
  readonly outcomeTopic: readonly string[];
  readonly create: boolean;
  readonly cluster: string;
}

/** `harmonybatch acls`. */
export function addAcls(program: Command, context: CommandContext): void {
  program
    .command('acls')
    .description('print the least rights at Kafka by which each service, operators and producers do their work')
    .addOption(
      new Option('--format <format>', 'a script of kafka-acls.sh, JSON, or KafkaUsers of Strimzi')
        .choices(formats)
        .default('commands'),
    )
    .option('--topic-prefix <prefix>', 'KAFKA_TOPIC_PREFIX of the deployment (default: of the environment)')
    .option(
      '--user-prefix <prefix>',
      'what the names of the users of services and operators begin with',
      'harmonybatch-',
    )
    .option(
      '--producer <users...>',
      'users that send requests; USER:TOPIC reads their outcomes on TOPIC, without prefix, which its app names as outcomeTopic',
      [],
    )
    .option('--outcome-topic <topics...>', 'topics that apps name for their outcomes, without prefix', [])
    .option('--no-create', 'topics are made by others: services may not create them')
    .option('--cluster <name>', 'the Kafka of Strimzi that the users belong to', 'harmonybatch')
    .action((options: AclsOptions) => print(options, context));
}

function print(options: AclsOptions, { terminal, env }: CommandContext): void {
  const deployment = deploymentOf(options, env);
  const users = rightsOf(deployment);
  if (options.format === 'json') printJson(terminal, users);
  else terminal.out(options.format === 'strimzi' ? strimziUsers(users, options.cluster) : kafkaAclsCommands(users));
}

/** Kafka's own limits of names; of users what stands for itself in commands, files and logs. */
const topicPrefixes = /^[A-Za-z0-9._-]{0,249}$/;
const topicName = /^[A-Za-z0-9._-]{1,249}$/;
const userName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** @throws Refusal that names every value that can be none */
function deploymentOf(options: AclsOptions, env: NodeJS.ProcessEnv): DeploymentOfRights {
  const { userPrefix, outcomeTopic, create, cluster } = options;
  const producers = options.producer.map(producerOf);
  const topicPrefix = options.topicPrefix ?? env.KAFKA_TOPIC_PREFIX ?? '';
  const problems = [
    ...faults('--topic-prefix', [topicPrefix], topicPrefixes, 'letters, digits, dot, underscore and hyphen'),
    ...faults('--outcome-topic', outcomeTopic, topicName, 'letters, digits, dot, underscore and hyphen'),
    ...faults('--user-prefix', [userPrefix], userName, 'letters, digits, dot, underscore and hyphen, at most 100'),
    ...faults('--cluster', [cluster], userName, 'letters, digits, dot, underscore and hyphen, at most 100'),
    ...faults(
      '--producer',
      producers.map(({ user }) => user),
      userName,
      'letters, digits, dot, underscore and hyphen, at most 100',
    ),
    ...faults(
      '--producer',
      producers.flatMap(({ outcomeTopic: topic }) => topic ?? []),
      topicName,
      'letters, digits, dot, underscore and hyphen behind USER:',
    ),
  ];
  if (problems.length > 0) throw new Refusal('No rights were printed.', problems);
  return { topicPrefix, userPrefix, producers, outcomeTopics: outcomeTopic, servicesCreateTopics: create };
}

/** USER or USER:TOPIC. */
function producerOf(text: string): ProducerUser {
  const [user = '', ...topic] = text.split(':');
  return topic.length === 0 ? { user } : { user, outcomeTopic: topic.join(':') };
}

const faults = (field: string, values: readonly string[], pattern: RegExp, rule: string) =>
  values
    .filter((value) => !pattern.test(value))
    .map((value) => ({ field, message: `${JSON.stringify(value.slice(0, 100))} must be ${rule}` }));
