import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { block, isLate } from '../harness/guide-blocks';
import { LocalSystem } from '../harness/local-system';

/** The client of Python that the guide names; the Go of the guide takes what its own `go mod tidy` finds. */
const pythonPackage = 'confluent-kafka==2.16.1';

let system: LocalSystem;
/** What package managers fetch; none of it stays. */
const packages = mkdtempSync(join(tmpdir(), 'harmonybatch-producers-'));

beforeAll(async () => {
  system = await LocalSystem.start();
  await succeeds(block('models apply').trimEnd().split('\n').slice(0, -1).join('\n'));
});
afterAll(async () => {
  await system.stop();
  execFileSync('chmod', ['-R', 'u+w', packages]); // Go makes what it fetched read-only
  rmSync(packages, { recursive: true });
});

async function succeeds(lines: string): Promise<string> {
  const { status, stdout, stderr } = await system.type(lines);
  expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
  return stdout;
}

/** Sends until an answer came in time. */
async function answered(command: string, name: string): Promise<void> {
  const ask = (id: string): Promise<string> => succeeds(`${command} "$(npx harmonybatch brokers)" ${id}`);
  let said = await ask(`${name}-1`);
  for (let photo = 2; isLate(said); photo += 1) said = await ask(`${name}-${photo}`);
  expect(said).toMatch(/status['"]?: ?['"]ok/);
}

it('sends and waits from Python', async () => {
  system.write('send.py', block('confluent_kafka', 'python'));
  await succeeds(`python3 -m venv '${packages}/venv' && '${packages}/venv/bin/pip' install --quiet '${pythonPackage}'`);
  await answered(`timeout 60 '${packages}/venv/bin/python' send.py`, 'python');
});

it('sends and waits from Go', async () => {
  system.write('send.go', block('package main', 'go'));
  const go = `export GOPATH='${packages}/go' GOFLAGS=-modcacherw`;
  await succeeds(`${go}; go mod init photos && go mod tidy && go build -o '${packages}/send' send.go`);
  await answered(`timeout 60 '${packages}/send'`, 'go');
});
