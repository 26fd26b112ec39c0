import { limits, topics, type AcceptedFields } from '@harmonybatch/contracts';
import { readAccepted } from '../../src/batcher/accepted-record';
import { inboundRecord } from '../../../ports/test/fake-ports';

const nowMs = 1_800_000_000_000;
const fields: AcceptedFields = {
  ...{ identity: '0'.repeat(32), id: 'x', app: 'photos', model: 'vgg19', sloMs: 500, whenLate: 'expire' },
  ...{ arrivedAtMs: nowMs, deadlineMs: nowMs + 500 },
};
const text = (more: string): string => `${JSON.stringify(fields).slice(0, -1)}${more}}`;
const read = (value: string | Buffer) => readAccepted(inboundRecord(topics.inferenceAccepted.name, value), nowMs);

describe('an accepted request', () => {
  it('is kept as text, with what is needed to find its place', () => {
    const value = text(',"inputs":[1.0,12345678901234567890],"parameters":{"a":-0,"a":1e-400}');
    const { identity, app, model, arrivedAtMs, deadlineMs, whenLate } = fields;
    expect(read(value)).toEqual({
      kind: 'request',
      request: { identity, app, model, arrivedAtMs, deadlineMs, whenLate },
      payload: value,
    });
  });

  it.each([
    ['a field twice', text(',"app":"night"'), '/app'],
    ['a number beyond all range', text(',"inputs":[1e999]'), '/inputs/0'],
    ['levels without end', text(`,"inputs":${'['.repeat(500)}${']'.repeat(500)}`), '/inputs'],
    ['parameters that are no object', text(',"parameters":1'), '/parameters'],
    ['an object for a text', text(',"source":{}'), '/source'],
    ['an unknown field', text(',"extra":1'), '/extra'],
    ['half JSON', text(',"inputs":'), 'not JSON'],
    ['another encoding', Buffer.from([0xff]), 'UTF-8'],
    ['more than a batch carries', Buffer.alloc(limits.maxBatchBytes + 1), 'a batch carries'],
  ])('is none with %s', (_what, value, reason) => {
    expect(read(value)).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining(reason) as string });
  });
});
