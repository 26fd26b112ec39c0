import { parseAssignments, parseDurationSeconds, parsePositive, parseWhole } from '../src/options/option-values';

test.each([
  ['60s', 60],
  ['10m', 600],
  ['1.5h', 5400],
  ['500ms', 0.5],
  ['7', 7],
])('%s is %d seconds', (text, seconds) => expect(parseDurationSeconds(text)).toBe(seconds));

test.each(['', '0s', '-5s', '10 minutes', '25h', 'NaN', 'Infinity', '1e3s'])('%p is no duration', (text) =>
  expect(() => parseDurationSeconds(text)).toThrow(/duration/),
);

test.each(['', '0', '-1', 'NaN', 'Infinity', '11', 'x'])('%p is not above 0 and at most 10', (text) =>
  expect(() => parsePositive(10)(text)).toThrow(/above 0/),
);

test.each(['1.5', '-1', '', '1e2', '101'])('%p is no whole number up to 100', (text) =>
  expect(() => parseWhole(0, 100)(text)).toThrow(/whole number/),
);

test('assignments may be repeated and hold several', () => {
  const first = parseAssignments('a=1,b=2');
  expect(parseAssignments('c=x=y', first)).toEqual([
    ['a', '1'],
    ['b', '2'],
    ['c', 'x=y'],
  ]);
});

test.each(['a', '=1', 'a=', 'a=1,,b=2'])('%p is no assignment', (text) =>
  expect(() => parseAssignments(text)).toThrow(/APP=VALUE/),
);
