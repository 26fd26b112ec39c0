import { fieldsOfEveryLine, logFields, traceFieldsOf, type LogLine } from '@harmonybatch/telemetry';

const write: LogLine = () => undefined;

it('a field that is not declared, or of another kind, does not compile', () => {
  const spread = { model: 'vgg19', undeclared: 1 };
  write('known', { model: 'vgg19', offset: 7, apps: ['photos'], code: undefined, key: null });
  // @ts-expect-error no such field
  write('literal', { undeclared: 1 });
  // @ts-expect-error no such field
  write('spread', { ...spread });
  // @ts-expect-error no such field
  write('variable', spread);
  // @ts-expect-error a list
  write('of another kind', { apps: 3 });
  expect(Object.keys(logFields)).not.toContain('undeclared');
});

it('no field has the name of one that every line has', () => {
  expect(Object.keys(logFields).filter((name) => name in fieldsOfEveryLine)).toEqual([]);
});

it('each says what it means in a sentence, and a number in ms or s says so', () => {
  for (const [name, { kind, meaning }] of Object.entries({ ...fieldsOfEveryLine, ...logFields })) {
    expect(meaning).toMatch(/\.$/);
    if (name.endsWith('Ms')) expect([kind, meaning]).toEqual(['number', expect.stringMatching(/\bms\b/)]);
  }
});

it('the ids of a trace context are fields, and of what is none there are none', () => {
  const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
  expect(traceFieldsOf(`00-${traceId}-${spanId}-01`)).toEqual({ traceId, spanId });
  expect([undefined, '', 'nonsense', `00-${traceId}`].map(traceFieldsOf)).toEqual([{}, {}, {}, {}]);
});
