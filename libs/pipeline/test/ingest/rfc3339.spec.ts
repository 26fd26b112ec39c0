import { epochMsOf } from '../../src/ingest/rfc3339';

describe('a time by RFC 3339', () => {
  it.each([
    '2026-01-31T12:00:00Z',
    '2024-02-29T23:59:59.999+23:59',
    '2000-02-29T00:00:00-00:00',
    '1969-12-31T23:59:59.5-11:30',
    '9999-12-31T23:59:59Z',
  ])('is read as it is meant: %s', (text) => expect(epochMsOf(text)).toBe(Date.parse(text)));

  it('may be written in small letters, with a space, and as finely as one likes', () => {
    expect(epochMsOf('2026-01-31t12:00:00z')).toBe(Date.parse('2026-01-31T12:00:00Z'));
    expect(epochMsOf('2026-01-31 12:00:00.25Z')).toBe(Date.parse('2026-01-31T12:00:00.250Z'));
    expect(epochMsOf('2026-01-31T12:00:00.250000000000Z')).toBe(Date.parse('2026-01-31T12:00:00.250Z'));
  });

  it('may be a leap second, at the end of a day in UTC alone', () => {
    expect(epochMsOf('2016-12-31T23:59:60Z')).toBe(Date.parse('2017-01-01T00:00:00Z'));
    expect(epochMsOf('2016-12-31T15:59:60-08:00')).toBe(Date.parse('2017-01-01T00:00:00Z'));
    expect(epochMsOf('2016-12-31T23:59:60+01:00')).toBeNull();
    expect(epochMsOf('2016-12-31T12:00:60Z')).toBeNull();
  });

  it.each([
    ...[
      '2026-02-30T00:00:00Z',
      '2026-02-29T00:00:00Z',
      '1900-02-29T00:00:00Z',
      '2026-04-31T00:00:00Z',
      '2026-13-01T00:00:00Z',
    ],
    ...[
      '2026-00-10T00:00:00Z',
      '2026-01-00T00:00:00Z',
      '2026-01-31T24:00:00Z',
      '2026-01-31T12:60:00Z',
      '2026-01-31T12:00:61Z',
    ],
    ...['2026-01-31T12:00:00+25:00', '2026-01-31T12:00:00+24:00', '2026-01-31T12:00:00+01:60', '2026-01-31T12:00:00'],
    ...['2026-01-31', '2026-01-31T12:00Z', '2026-01-31T12:00:00.Z', '26-01-31T12:00:00Z', ' 2026-01-31T12:00:00Z', ''],
  ])('is told from what is none: %j', (text) => expect(epochMsOf(text)).toBeNull());
});
