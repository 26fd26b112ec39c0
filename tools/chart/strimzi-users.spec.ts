import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { cli } from '../../apps/cli/test/captured-terminal';
import { exampleFile, examplesFolder, readValues } from './chart-files';
import { serviceNames } from './service-variables';
import { strimziArguments, strimziHeader } from './strimzi-arguments.cjs';

interface KafkaObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

const textOf = (name: string): string => readFileSync(join(examplesFolder, name), 'utf8');
const objectsOf = (text: string): KafkaObject[] =>
  parseAllDocuments(text).map((document) => document.toJS() as KafkaObject);

describe('the users of the Strimzi example', () => {
  const text = textOf('strimzi-users.yaml');
  const users = objectsOf(text);

  it('are those that the command prints which they name; if not, run: npm run build && npm run docs:chart', async () => {
    const { status, stdout } = await cli(strimziArguments);
    expect(status).toBe(0);
    expect(users).toEqual(objectsOf(stdout));
    expect(text.startsWith(strimziHeader)).toBe(true);
  });

  it('belong to the Kafka beside them, which makes no other users', () => {
    const objects = objectsOf(textOf('strimzi.yaml'));
    const kafka = objects.find(({ kind }) => kind === 'Kafka')!.metadata.name;
    expect(objects.map(({ kind }) => kind)).not.toContain('KafkaUser');
    for (const { metadata } of users) expect(metadata.labels).toEqual({ 'strimzi.io/cluster': kafka });
  });

  it('are the logins of the production example, each by the Secret of its name', () => {
    const { kafka } = readValues(exampleFile('production')) as {
      kafka: { topicPrefix: string; sasl: { perService: Record<string, object> } };
    };
    const logins = Object.entries(kafka.sasl.perService);
    expect(logins.map(([service]) => service).sort()).toEqual([...serviceNames].sort());
    for (const [service, login] of logins) {
      const name = `harmonybatch-${service}`;
      expect(login).toEqual({ existingSecret: name, username: name });
      expect(users.map(({ metadata }) => metadata.name)).toContain(name);
    }
    expect(strimziArguments).toContain(kafka.topicPrefix);
  });
});
