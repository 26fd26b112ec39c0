import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import specs from '@asyncapi/specs';
import Ajv from 'ajv';
import { allTopics, asyncApiDocument, deadLetterHeaders, deadLetterTopics, topics, type JsonObject } from '../src';

const root = join(__dirname, '..', '..', '..');
const read = (...path: string[]): JsonObject => JSON.parse(readFileSync(join(root, ...path), 'utf8')) as JsonObject;
const document = asyncApiDocument('1.2.3');
const validate = new Ajv({
  strict: false,
  allErrors: true,
  validateFormats: false,
  // The schema brings draft 7 along; a second one would be ambiguous.
  meta: false,
  validateSchema: false,
}).compile(specs.schemas['3.0.0']);

/** The value that a JSON pointer of the document points to. */
function resolve(pointer: string): unknown {
  const keys = pointer.replace(/^#\//, '').split('/');
  return keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : referencesIn(inner)));
}

describe('the AsyncAPI document', () => {
  it('is valid by the official schema of AsyncAPI 3.0', () => {
    validate(document);
    expect(validate.errors).toBeNull();
  });

  it('would be found invalid otherwise', () => {
    const operations = { broken: { action: 'shout', channel: { $ref: '#/channels/batch.ready' } } };
    expect(validate({ ...document, operations })).toBe(false);
  });

  it('has no reference into the void', () => {
    const references = referencesIn(document);
    expect(references.length).toBeGreaterThan(allTopics.length * 4);
    expect(references.filter((reference) => resolve(reference) === undefined)).toEqual([]);
  });

  it('has a channel for each topic, and an operation for each role there', () => {
    expect(Object.keys(document['channels'] as JsonObject)).toEqual(allTopics.map(({ name }) => name));
    const expected = allTopics.flatMap(({ name, producers, consumers }) => [
      ...producers.map((role) => `${role}.send.${name}`),
      ...consumers.map((role) => `${role}.receive.${name}`),
    ]);
    expect(Object.keys(document['operations'] as JsonObject)).toEqual(expected);
  });

  it('shows the same schema that messages are checked by', () => {
    for (const { value } of Object.values(topics)) {
      const shown = resolve(`#/components/schemas/${value.$id}`);
      expect(shown).toEqual({ ...(JSON.parse(JSON.stringify(value)) as object), $id: undefined });
    }
  });

  it('shows the key, partitions and cleanup that Kafka needs', () => {
    expect(resolve('#/channels/plan.published/bindings/kafka')).toMatchObject({
      partitions: 1,
      topicConfiguration: { 'cleanup.policy': ['compact'] },
    });
    expect(resolve('#/channels/batch.ready/bindings/kafka')).not.toHaveProperty('partitions');
    expect(resolve('#/components/messages/BatchReady/bindings/kafka/key')).toMatchObject({ description: 'batchId' });
  });

  it('names the headers of every dead letter', () => {
    for (const { name } of Object.values(deadLetterTopics)) {
      const [message] = Object.keys(resolve(`#/channels/${name}/messages`) as object);
      expect(resolve(`#/components/messages/${message}/headers`)).toMatchObject({
        required: Object.values(deadLetterHeaders),
      });
    }
  });

  it('is what docs/asyncapi.json holds; if not, run: npm run build && npm run docs:asyncapi', () => {
    const { version } = read('package.json');
    expect(read('docs', 'asyncapi.json')).toEqual(asyncApiDocument(String(version)));
  });
});
