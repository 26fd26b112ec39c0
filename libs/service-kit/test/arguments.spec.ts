import { parseArguments, projectVersion } from '../src/program';

const asked = (...args: string[]) => parseArguments(args, 'tiny', () => 'help');

test('no argument runs, -h, --help, -V and --version tell', () => {
  expect(asked()).toEqual({ kind: 'run' });
  for (const help of ['-h', '--help']) expect(asked(help)).toEqual({ kind: 'tell', text: 'help' });
  for (const version of ['-V', '--version'])
    expect(asked(version)).toEqual({ kind: 'tell', text: `${projectVersion()}\n` });
  expect(projectVersion()).toMatch(/^\d+\.\d+\.\d+$/);
});

test.each(['--hlep', '--Help', 'start', '-x', ''])('%p is refused, whatever stands beside it', (arg) => {
  for (const args of [[arg], ['--help', arg]]) {
    const { kind, text } = asked(...args) as { kind: string; text: string };
    expect(kind).toBe('refuse');
    expect(text).toContain(`"${arg}"`);
  }
});
