import { allTopics, outcomeTopicOf, services, topics, type Service, type TopicContract } from '@harmonybatch/contracts';
import { groupIdOf } from '@harmonybatch/messaging';

/** An operation of Kafka's authorizer; `Read` and `Write` bring `Describe` along. */
export type Operation = 'Create' | 'Delete' | 'Describe' | 'DescribeConfigs' | 'Read' | 'Write';

/** What may be done to a resource of Kafka. */
export interface Right {
  readonly resource: 'topic' | 'group';
  readonly name: string;
  /** Whether the name is the resource's, or what the names of several begin with. */
  readonly pattern: 'literal' | 'prefixed';
  readonly operations: readonly Operation[];
}

/** Somebody who logs in at Kafka, and all that this one may do there. */
export interface UserRights {
  readonly user: string;
  /** What it is, for who reads the list. */
  readonly purpose: string;
  readonly rights: readonly Right[];
}

/** A user that sends requests. */
export interface ProducerUser {
  readonly user: string;
  /** The topic that its app names for its outcomes, without prefix, where it reads them there. */
  readonly outcomeTopic?: string | undefined;
}

export interface DeploymentOfRights {
  /** As KAFKA_TOPIC_PREFIX has it; empty where there is none. */
  readonly topicPrefix: string;
  /** What the names of the users of services begin with. */
  readonly userPrefix: string;
  readonly producers: readonly ProducerUser[];
  /** Topics that apps name for their outcomes, without prefix, beside those of producers. */
  readonly outcomeTopics: readonly string[];
  /** Whether services may create the topics that are missing. */
  readonly servicesCreateTopics: boolean;
}

/** The groups of the command line, which it removes when it is done. */
const groupsOfCommandLine = 'harmonybatch-cli-';

/** The least rights by which each service, the operators, producers and readers of outcomes do their work. */
export function rightsOf(deployment: DeploymentOfRights): UserRights[] {
  return [
    ...services.map((service) => rightsOfService(service, deployment)),
    rightsOfOperator(deployment),
    ...deployment.producers.map((producer) => rightsOfProducer(producer, deployment)),
  ];
}

function rightsOfService(service: Service, deployment: DeploymentOfRights): UserRights {
  const { topicPrefix, userPrefix, servicesCreateTopics } = deployment;
  const copies = service === 'outcome-forwarder' ? outcomeTopicsOf(deployment).map(outcomeTopicOf) : [];
  const ofTopic = (topic: TopicContract): Right =>
    onTopic(topicPrefix, topic, [
      // Every service looks at its start whether all topics are there and lose nothing.
      ...(servicesCreateTopics ? (['Create'] as const) : []),
      'Describe',
      'DescribeConfigs',
      ...(topic.consumers.includes(service) ? (['Read'] as const) : []),
      ...(topic.producers.includes(service) ? (['Write'] as const) : []),
    ]);
  const groups = groupIdOf(topicPrefix, service, '');
  return {
    user: `${userPrefix}${service}`,
    purpose: `the service ${service}`,
    rights: [
      ...[...allTopics, ...copies].map(ofTopic),
      { resource: 'group', name: groups, pattern: 'prefixed', operations: ['Read'] },
    ],
  };
}

function outcomeTopicsOf({ producers, outcomeTopics }: DeploymentOfRights): string[] {
  const read = producers.flatMap(({ outcomeTopic }) => (outcomeTopic === undefined ? [] : [outcomeTopic]));
  return [...new Set([...outcomeTopics, ...read])];
}

/** Operators look at everything, and send requests as `harmonybatch send` does. */
function rightsOfOperator({ topicPrefix, userPrefix }: DeploymentOfRights): UserRights {
  const ofTopic = (topic: TopicContract): Right => {
    const mayWrite = topic.producers.includes('operator') || topic === topics.inferenceRequested || isResent(topic);
    return onTopic(topicPrefix, topic, ['Describe', 'Read', ...(mayWrite ? (['Write'] as const) : [])]);
  };
  return {
    user: `${userPrefix}operator`,
    purpose: 'the command harmonybatch',
    rights: [
      ...allTopics.map(ofTopic),
      { resource: 'group', name: groupsOfCommandLine, pattern: 'prefixed', operations: ['Delete', 'Read'] },
    ],
  };
}

/** Whether there are dead letters of the topic, which `dead-letters resend` sends to it again. */
const isResent = ({ name }: TopicContract): boolean => allTopics.some((topic) => topic.name === `${name}.dead`);

/**
 * A producer may send, and see no answers of others: who reads `inference.completed` reads all of them. It reads those of its app
 * alone, where that has a topic for them, in groups that begin with its name.
 */
function rightsOfProducer({ user, outcomeTopic }: ProducerUser, { topicPrefix }: DeploymentOfRights): UserRights {
  const sends = onTopic(topicPrefix, topics.inferenceRequested, ['Write']);
  if (outcomeTopic === undefined)
    return {
      user,
      purpose:
        'sends requests; its app names an outcomeTopic, or it is given Read on inference.completed, where all answers are',
      rights: [sends],
    };
  return {
    user,
    purpose: `sends requests, and reads their outcomes on ${outcomeTopic}, which its app names as outcomeTopic`,
    rights: [
      sends,
      onTopic(topicPrefix, outcomeTopicOf(outcomeTopic), ['Read']),
      { resource: 'group', name: `${user}.`, pattern: 'prefixed', operations: ['Read'] },
    ],
  };
}

const onTopic = (topicPrefix: string, { name }: TopicContract, operations: readonly Operation[]): Right => ({
  resource: 'topic',
  name: `${topicPrefix}${name}`,
  pattern: 'literal',
  operations,
});
