import { urlIn } from '../src/process/until-listening';

describe('the address in a log', () => {
  const line = '{"level":"info","url":"http://127.0.0.1:4711","msg":"listening"}';

  it('is found among other lines', () => {
    expect(urlIn(`{"msg":"topics were created"}\n${line}\n{"msg":"ready"}\n`)).toBe('http://127.0.0.1:4711');
  });

  it('is that of the line that is asked for', () => {
    const other = '{"url":"http://127.0.0.1:8000","msg":"open for requests"}';
    expect(urlIn(`${line}\n${other}\n`, 'open for requests')).toBe('http://127.0.0.1:8000');
    expect(urlIn(line, 'open for requests')).toBeUndefined();
  });

  it.each(['', '{"msg":"ready"}\n', line.slice(0, -4), '(node:1) Warning: listening\n'])(
    'is not found in %j',
    (text) => {
      expect(urlIn(text)).toBeUndefined();
    },
  );
});
