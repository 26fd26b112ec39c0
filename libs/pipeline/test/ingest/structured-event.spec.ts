import { identityOfId, type InferenceAccepted } from '@harmonybatch/contracts';
import { decide, ingestDefaults } from '@harmonybatch/pipeline';
import { inbound, startMs } from '../fakes/records';
import { makeView, nowMs } from './world';

const view = makeView();
const type = 'application/cloudevents+json';
const event = { specversion: '1.0', id: 'x', source: '/camera', type: 'photo', subject: 'photos' };

function outcome(value: unknown, contentType: string = type) {
  const decision = decide(inbound({ value, headers: { 'content-type': contentType } }), view, nowMs, ingestDefaults);
  if (decision.kind === 'accepted') return { ...(JSON.parse(decision.json) as InferenceAccepted), kind: 'accepted' };
  if (decision.kind === 'rejected') return { kind: 'rejected', ...decision.outcome };
  return decision;
}

describe('a CloudEvent in structured mode', () => {
  it.each([type, `${type}; charset=utf-8`, 'Application/CloudEvents+JSON;charset=UTF-8'])(
    'is understood as %s',
    (as) => {
      expect(outcome({ ...event, data: { pixels: [1] } }, as)).toMatchObject({
        kind: 'accepted',
        app: 'photos',
        id: 'x',
        source: '/camera',
        identity: identityOfId('photos', '/camera', 'x'),
        inputs: { pixels: [1] },
      });
    },
  );

  it('without a subject has the request as its data, which says what the event says otherwise', () => {
    const { subject: _subject, ...rest } = event;
    const request = { app: 'photos', inputs: 1, sloMs: 100, id: 'y' };
    expect(outcome({ ...rest, data: request })).toMatchObject({ kind: 'accepted', id: 'y', sloMs: 100, inputs: 1 });
    expect(outcome({ ...rest, data: { inputs: 1 } })).toMatchObject({ kind: 'rejected', error: { field: '/app' } });
    expect(outcome({ ...rest, data: [1] })).toMatchObject({ kind: 'rejected', id: 'x', error: { field: '/subject' } });
  });

  it('may carry bytes, with their type', () => {
    expect(outcome({ ...event, datacontenttype: 'image/png', data_base64: '/wA=' })).toMatchObject({
      inputs: '/wA=',
      contentType: 'image/png',
    });
    expect(outcome({ ...event, data_base64: '/wA=' })).toMatchObject({ contentType: 'application/octet-stream' });
    const json = Buffer.from('{"n":12345678901234567890}').toString('base64');
    expect(outcome({ ...event, datacontenttype: 'application/json', data_base64: json })).toMatchObject({
      inputs: { n: 12345678901234567000 },
    });
    expect(outcome({ ...event, data_base64: 'no base64' })).toMatchObject({ error: { field: '/data_base64' } });
    expect(outcome({ ...event, data: 1, data_base64: '/wA=' })).toMatchObject({ error: { field: '/data_base64' } });
  });

  it('may carry text of a type, or say where the inputs are', () => {
    expect(outcome({ ...event, datacontenttype: 'text/plain', data: 'hello' })).toMatchObject({
      inputs: 'hello',
      contentType: 'text/plain',
    });
    expect(outcome({ ...event, dataref: 'https://store/1', data: null })).toMatchObject({ dataref: 'https://store/1' });
    expect(outcome(event)).toMatchObject({ kind: 'rejected', error: { field: '/data' } });
  });

  it('has extensions: the time after which it is of no use, and its trace', () => {
    const expirytime = new Date(startMs + 300).toISOString();
    expect(
      outcome({ ...event, data: 1, expirytime, traceparent: '00-a-b-01', tracestate: null, sequence: 7 }),
    ).toMatchObject({
      deadlineMs: startMs + 300,
      traceparent: '00-a-b-01',
    });
    expect(outcome({ ...event, data: 1, expirytime: '2026-02-30T00:00:00Z' })).toMatchObject({
      kind: 'rejected',
      id: 'x',
      error: { field: '/expirytime' },
    });
  });

  it.each([
    ['attributes that are no text', { id: 5 }, '/id'],
    ['another version', { specversion: '0.3' }, '/specversion'],
  ])('is refused for %s', (_what, over, field) => {
    expect(outcome({ ...event, data: 1, ...over })).toMatchObject({
      kind: 'rejected',
      error: { code: 'invalid', field },
    });
  });

  it('that is no JSON object is dead', () => {
    expect(outcome('[1]')).toMatchObject({ kind: 'dead' });
    expect(outcome('{"specversion"')).toMatchObject({ kind: 'dead' });
  });

  it('may nest as deep as other requests and no deeper', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    const of = (levels: number): string => `{"id":"x","subject":"photos","data":${nested(levels)}}`;
    expect(outcome(of(63))).toMatchObject({ kind: 'accepted' });
    expect(outcome(of(64))).toMatchObject({ kind: 'rejected', error: { code: 'invalid' } });
    const request = (levels: number): string => `{"id":"x","data":{"app":"photos","inputs":${nested(levels)}}}`;
    expect(outcome(request(63))).toMatchObject({ kind: 'accepted' });
    expect(outcome(request(64))).toMatchObject({ kind: 'rejected', error: { code: 'invalid' } });
  });
});

it.each([
  'application/cloudevents-batch+json',
  'application/cloudevents-batch+json; charset=utf-8',
  'application/cloudevents+avro',
])('events in the format %s are refused by its name', (as) => {
  expect(outcome([event], as)).toMatchObject({
    kind: 'rejected',
    error: { code: 'invalid', field: 'content-type', message: expect.stringContaining(as) as string },
  });
});
