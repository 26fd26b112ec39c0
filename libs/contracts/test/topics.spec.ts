import { allTopics, deadLetterTopics, errorCodes, topics } from '../src';

const named = (name: string) => Object.values(topics).find((topic) => topic.name === name);

describe('the topics', () => {
  it('have names of their own, that Kafka accepts', () => {
    const names = allTopics.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+\.[a-z]+(\.dead)?$/);
  });

  it('have schemas with names of their own', () => {
    const ids = Object.values(topics).map(({ value }) => value.$id);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('all have somebody who writes and somebody who reads', () => {
    for (const { producers, consumers } of allTopics) {
      expect(producers.length).toBeGreaterThan(0);
      expect(consumers.length).toBeGreaterThan(0);
    }
  });

  it('say how long they keep a record, unless they keep the last of each key', () => {
    for (const { cleanup, retentionMs } of allTopics) expect(retentionMs === undefined).toBe(cleanup === 'compact');
  });

  it('never compact outcomes: the first record of an identity counts, and compaction keeps the last', () => {
    expect(topics.inferenceCompleted.cleanup).toBe('delete');
  });
});

describe('dead letters', () => {
  it('come from topics that exist, and are written by who reads there or sends them again', () => {
    for (const [origin, dead] of Object.entries(deadLetterTopics)) {
      expect(dead.name).toBe(`${origin}.dead`);
      expect(named(origin)?.consumers).toEqual(
        expect.arrayContaining(dead.producers.filter((role) => role !== 'operator' && role !== 'console')),
      );
    }
  });

  it('are kept longer than what they came from', () => {
    for (const [origin, { retentionMs }] of Object.entries(deadLetterTopics)) {
      expect(retentionMs).toBeGreaterThan(named(origin)?.retentionMs ?? 0);
    }
  });
});

it('every error code fits into an outcome', () => {
  for (const code of Object.keys(errorCodes)) expect(code).toMatch(/^[a-z_]{1,64}$/);
});
