import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const programs = [
  'ingest',
  'rate-estimator',
  'planner',
  'batcher',
  'dispatcher',
  'outcome-forwarder',
  'http-gateway',
  'console',
  'fc-emulator',
  'knative-local',
  'local',
];

async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const script = join(root, 'apps', program, 'dist', 'main.js');
  const child = spawn(process.execPath, [script, ...args], { env: { PATH: process.env['PATH'], ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, said };
}

it.each(programs)('%s tells what it is and its version, and is not started by a slip of the pen', async (program) => {
  const [help, version, misspelt, more] = await Promise.all([
    run(program, ['-h']),
    run(program, ['--version']),
    run(program, ['--hlep']),
    run(program, ['start']),
  ]);
  expect(help).toMatchObject({
    status: 0,
    said: expect.stringMatching(/KAFKA_BROKERS|FC_EMULATOR_PORT|KNATIVE_LOCAL_TOKEN/),
  });
  expect(version).toMatchObject({ status: 0, said: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  expect(misspelt).toMatchObject({ status: 2, said: expect.stringContaining('--hlep') });
  expect(more).toMatchObject({ status: 2, said: expect.stringContaining('start') });
});

it.each(['planner', 'dispatcher'])(
  '%s lists the variables of Function Compute and names all that is wrong, before Kafka',
  async (program) => {
    const { said } = await run(program, ['--help']);
    const keys = ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'];
    for (const name of ['FC_ENDPOINT', 'FC_REGION', 'FC_ACCOUNT_ID', ...keys, 'ALIBABA_CLOUD_SECURITY_TOKEN'])
      expect(said).toContain(name);

    const kafka = { KAFKA_BROKERS: '127.0.0.1:9' };
    const wrong = { FC_REGION: '?', FC_ACCOUNT_ID: 'me', KAFKA_SASL_USERNAME: 'u', LOG_LEVEL: 'loud' };
    const [malformed, nowhere, nobody] = await Promise.all([
      run(program, [], { ...kafka, ...wrong }),
      run(program, [], kafka),
      run(program, [], { ...kafka, FC_ENDPOINT: 'http://127.0.0.1:9', FC_REGION: 'cn-hangzhou' }),
    ]);
    expect([malformed.status, nowhere.status, nobody.status]).toEqual([2, 2, 2]);
    for (const name of [...Object.keys(wrong), 'KAFKA_SASL_PASSWORD']) expect(malformed.said).toContain(name);
    expect(nowhere.said).toContain('FC_ENDPOINT must be set, or FC_ACCOUNT_ID');
    for (const name of keys) expect(nobody.said).toContain(name);
  },
);
