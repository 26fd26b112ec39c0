import { Document, isCollection, isScalar, visit } from 'yaml';
import type { Right, UserRights } from './rights';

const apiVersion = 'kafka.strimzi.io/v1';

const aclOf = ({ resource, name, pattern, operations }: Right): object => ({
  resource: { type: resource, name, patternType: pattern === 'prefixed' ? 'prefix' : pattern },
  operations,
});

/** As people write it: a right on two lines. */
function yamlOf(resource: object): string {
  const document = new Document(resource);
  const flat = ['resource', 'operations'];
  visit(document, {
    Pair: (_key, { key, value }) => {
      if (isScalar(key) && flat.includes(String(key.value)) && isCollection(value)) value.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

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
      return `# ${purpose}\n${yamlOf(resource)}`;
    })
    .join('---\n');
