import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock, lockHolder, LockTakenError, startTimeOf } from '@harmonybatch/local-backends';

let folder: string;
let file: string;
let other: ChildProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  file = join(folder, 'lock');
  other = spawn('sleep', ['600']);
});

afterEach(() => {
  other.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const heldBy = (pid: number | undefined, startTime: string): void =>
  writeFileSync(file, JSON.stringify({ pid, startTime, since: '2026-01-02T03:04:05.000Z', cwd: '/somewhere' }));

it('is held by the process that took it, until it lets go', () => {
  const lock = acquireLock(file);
  expect(lockHolder(file)).toMatchObject({ pid: process.pid, startTime: startTimeOf(process.pid), cwd: process.cwd() });
  expect(() => acquireLock(file)).toThrow(LockTakenError);
  lock.release();
  expect(lockHolder(file)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

it('says who holds it and since when', () => {
  heldBy(other.pid, startTimeOf(other.pid ?? 0));
  expect(() => acquireLock(file)).toThrow(
    `${file} is held by process ${other.pid} (since 2026-01-02T03:04:05.000Z, started in /somewhere)`,
  );
});

it('is taken over from a process that is gone', async () => {
  heldBy(other.pid, startTimeOf(other.pid ?? 0));
  other.kill('SIGKILL');
  await once(other, 'exit');
  acquireLock(file).release();
  expect(existsSync(file)).toBe(false);
});

it('is taken over where another process has the number of the one that is gone', () => {
  heldBy(other.pid, '1');
  acquireLock(file).release();
});

it.each(['', '{', 'null', '[]', '{"pid":"x"}', '{"pid":-1}'])('is taken over where its file is broken: %j', (text) => {
  writeFileSync(file, text);
  const lock = acquireLock(file);
  expect(lockHolder(file)?.pid).toBe(process.pid);
  lock.release();
});

it('is not taken away by one who released it before', () => {
  const lock = acquireLock(file);
  lock.release();
  heldBy(other.pid, startTimeOf(other.pid ?? 0));
  lock.release();
  expect(lockHolder(file)?.pid).toBe(other.pid);
});
