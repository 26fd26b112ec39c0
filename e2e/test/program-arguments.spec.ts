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
  'fc-emulator',
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
  expect(help).toMatchObject({ status: 0, said: expect.stringMatching(/KAFKA_BROKERS|FC_EMULATOR_PORT/) });
  expect(version).toMatchObject({ status: 0, said: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  expect(misspelt).toMatchObject({ status: 2, said: expect.stringContaining('--hlep') });
  expect(more).toMatchObject({ status: 2, said: expect.stringContaining('start') });
});

it.each(['planner', 'dispatcher'])(
  '%s lists the variables of Function Compute and names all that is wrong, before Kafka',
  async (program) => {
    const { said } = await run(program, ['--help']);
    const names = [
      'FC_ENDPOINT',
      'FC_REGION',
      'FC_ACCOUNT_ID',
      'ALIBABA_CLOUD_ACCESS_KEY_ID',
      'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    ];
    for (const name of [...names, 'ALIBABA_CLOUD_SECURITY_TOKEN']) expect(said).toContain(name);
    const wrong = {
      FC_REGION: '?',
      FC_ACCOUNT_ID: 'me',
      KAFKA_BROKERS: '127.0.0.1:9',
      KAFKA_SASL_USERNAME: 'u',
      LOG_LEVEL: 'loud',
    };
    const refused = await run(program, [], wrong);
    expect(refused.status).toBe(2);
    for (const name of [...names, 'KAFKA_SASL_PASSWORD', 'LOG_LEVEL']) expect(refused.said).toContain(name);
  },
);
