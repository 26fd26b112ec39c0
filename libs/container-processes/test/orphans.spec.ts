import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContainerHost } from '@harmonybatch/container-processes';
import { isRunning } from '@harmonybatch/local-backends';
import { groupFolders } from './support/cgroups';
import { fixture } from './support/containers';

const childrenOf = (pid: number): string => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');

it('leaves no process behind when it is killed, and the next one removes what is left of its cgroups', async () => {
  const parent = spawn(process.execPath, [fixture('parent.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  const { pid, helper } = JSON.parse(line) as { pid: number; helper: number };
  expect([isRunning(pid), isRunning(helper), childrenOf(pid)]).toEqual([true, true, `${helper} `]);
  const folders = groupFolders(pid);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  while (isRunning(pid) || isRunning(helper)) await sleep(20);
  const next = await ContainerHost.open({ cpuPeriodMs: 100 });
  await next.close();
  expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
});
