import { decide, ingestDefaults } from '@harmonybatch/pipeline';
import { inbound } from '../fakes/records';
import { makeView, nowMs } from './world';

const view = makeView();

/** The record of `inference.accepted` for this value, as text. */
function acceptedText(value: string | Buffer, headers: Readonly<Record<string, string>> = {}): string {
  const decision = decide(inbound({ value, headers }), view, nowMs, ingestDefaults);
  if (decision.kind !== 'accepted') throw new Error(JSON.stringify(decision));
  JSON.parse(decision.json);
  return decision.json;
}

const payloads = [
  ...['1234567890123456789', '-9223372036854775808', '18446744073709551615', '123456789012345678901234567890'],
  ...[
    '1e-400',
    '-0',
    '1.0',
    '1E2',
    '0.1000',
    '{"a":1,"a":2}',
    '"\\u00e9\\/\\ud800"',
    '[ 1,\n 2 ]',
    '{"":[{}]}',
    '"\u2028"',
  ],
];

describe('what a producer sends is passed on as it was written', () => {
  it.each(payloads)('in inputs and parameters: %s', (text) => {
    const json = acceptedText(`{"app":"photos","inputs":${text},"parameters":{"p":${text}}}`);
    expect(json).toContain(`"inputs":${text}`);
    expect(json).toContain(`"parameters":{"p":${text}}`);
  });

  it.each(payloads)('as the data of an event in binary mode: %s', (text) => {
    const json = acceptedText(text, { ce_specversion: '1.0', ce_id: 'x', ce_source: '/s', ce_subject: 'photos' });
    expect(json).toContain(`"inputs":${text}`);
  });

  it.each(payloads)('as the data of an event in structured mode: %s', (text) => {
    const headers = { 'content-type': 'application/cloudevents+json' };
    expect(acceptedText(`{"specversion":"1.0","id":"x","subject":"photos","data":${text}}`, headers)).toContain(
      `"inputs":${text}`,
    );
    const request = `{"app":"photos","inputs":${text}}`;
    expect(acceptedText(`{"specversion":"1.0","id":"x","data":${request}}`, headers)).toContain(`"inputs":${text}`);
  });

  it('after a byte order mark too', () => {
    expect(acceptedText('\ufeff{"app":"photos","inputs":12345678901234567890}')).toContain('12345678901234567890');
  });
});

describe('a field that stands twice', () => {
  it.each([
    ['app', '{"app":"photos","inputs":1,"app":"night"}'],
    ['inputs', '{"app":"photos","inputs":1,"inputs":2}'],
    ['id', '{"app":"photos","id":"x","inputs":1,"\\u0069d":"y"}'],
  ])('is refused by its name: %s', (field, value) => {
    expect(decide(inbound({ value }), view, nowMs, ingestDefaults)).toMatchObject({
      kind: 'rejected',
      outcome: { app: 'photos', error: { code: 'invalid', field: `/${field}` } },
    });
  });
});
