import { stringify } from 'yaml';
import type { Right, UserRights } from './rights';

const apiVersion = 'kafka.strimzi.io/v1';

const aclOf = ({ resource, name, pattern, operations }: Right): object => ({
  resource: { type: resource, name, patternType: pattern === 'prefixed' ? 'prefix' : pattern },
  operations,
});

/**
 * A `KafkaUser` of the Strimzi operator for each user, which logs in by SCRAM-SHA-512.
 * @param cluster name of the `Kafka` resource that they belong to
 */
export const strimziUsers = (users: readonly UserRights[], cluster: string): string =>
  users
    .map(({ user, purpose, rights }) => {
      const resource = {
        apiVersion,
        kind: 'KafkaUser',
        metadata: { name: user, labels: { 'strimzi.io/cluster': cluster } },
        spec: {
          authentication: { type: 'scram-sha-512' },
          authorization: { type: 'simple', acls: rights.map(aclOf) },
        },
      };
      return `# ${purpose}\n${stringify(resource)}`;
    })
    .join('---\n');
