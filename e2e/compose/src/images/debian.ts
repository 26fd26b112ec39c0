import { join } from 'node:path';
import { runCommand } from '../engine/run-command';
import type { Workshop } from './workshop';

export const debianImage = 'harmonybatch-stand-in/debian:latest';

const suite = 'bookworm';
const mirror = 'http://deb.debian.org/debian';

/** Makes an image of the least Debian by debootstrap. @throws CommandError */
export async function makeDebian({ engine, folder, logs }: Workshop): Promise<void> {
  const root = join(folder, 'debian');
  const archive = join(folder, 'debian.tar');
  const logFile = join(logs, 'debian.log');
  const { interruption } = engine;
  await runCommand({ command: 'debootstrap', args: ['--variant=minbase', suite, root, mirror], interruption, logFile });
  const entries = ['--exclude=./proc/*', '--exclude=./sys/*', '--exclude=./var/cache/apt/archives/*', '.'];
  await runCommand({
    command: 'tar',
    args: ['--create', '--file', archive, '--directory', root, ...entries],
    interruption,
    logFile,
  });
  await engine.docker('import', archive, debianImage);
}
