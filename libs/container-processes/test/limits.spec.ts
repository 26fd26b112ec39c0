import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContainerHost, type Hierarchy } from '@harmonybatch/container-processes';
import { cpuQuota, limitFiles } from '../src/limits/limit-files';
import { hierarchiesIn } from '../src/limits/hierarchies';
import { groupFolders } from './support/cgroups';
import { invoke, specOf, startReady } from './support/containers';

let host: ContainerHost;
afterEach(() => host?.close());

const textIn = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8').trim();

describe('limits on this machine', () => {
  it('are those of the kernel where cgroups can be written, and are said not to be where they cannot', async () => {
    host = await ContainerHost.open({ cpuPeriodMs: 10 });
    const container = await startReady(host, specOf({}, { limits: { vcpu: 0.25, memoryMb: 256 } }));
    const folders = groupFolders(container.pid ?? 0);
    const cpu = folders.find((folder) => existsSync(join(folder, 'cpu.cfs_quota_us')));
    if (host.limits.cpu === 'cgroup v1, period 10 ms') {
      if (cpu === undefined) throw new Error('it is in no group');
      expect([textIn(cpu, 'cpu.cfs_quota_us'), textIn(cpu, 'cpu.cfs_period_us')]).toEqual(['2500', '10000']);
      await invoke(container, { spinMs: 50 });
      expect(Number(/nr_throttled (\d+)/.exec(textIn(cpu, 'cpu.stat'))?.[1])).toBeGreaterThan(0);
    } else if (!host.limits.cpu.startsWith('cgroup v2')) {
      expect(host.limits.cpu).toMatch(/^not limited: ./);
      expect(cpu).toBeUndefined();
    }
    await host.close();
    expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
  });

  it('end a container that takes more memory than it may have', async () => {
    host = await ContainerHost.open({ cpuPeriodMs: 100 });
    const container = await startReady(host, specOf({}, { limits: { vcpu: 1, memoryMb: 192 } }));
    const result = await invoke(container, { allocateMb: 1_000 });
    expect(result).toMatchObject({
      kind: 'ended',
      end: { cause: 'memory', message: expect.stringMatching(/192 MB of memory/) },
    });
  });
});

describe('limits where there are no cgroups', () => {
  it('hold for memory, which is watched, and not for CPU time, and both is said', async () => {
    host = await ContainerHost.open({ cpuPeriodMs: 100, hierarchies: [] });
    expect(host.limits.cpu).toBe('not limited: this machine has no cgroups for it');
    expect(host.limits.memory).toMatch(/^watched: .*no cgroup/);
    const container = await startReady(host, specOf({ HELPER: '1' }, { limits: { vcpu: 1, memoryMb: 192 } }));
    expect(groupFolders(container.pid ?? 0)).toEqual([]);
    await invoke(container, { allocateMb: 400 });
    const end = await container.ended;
    expect(end).toEqual({ cause: 'memory', message: expect.stringMatching(/it took \d+ MB and may have 192 MB/) });
  });

  it('are said to be missing where no group can be made, with the reason', async () => {
    const closed: Hierarchy = { version: 1, controllers: ['cpu'], parents: ['/proc/no-such-folder'] };
    host = await ContainerHost.open({ cpuPeriodMs: 100, hierarchies: [closed] });
    expect(host.limits.cpu).toMatch(/^not limited: .*ENOENT/);
  });
});

describe('what is written', () => {
  it.each([
    [2, 100, 200_000, 100_000],
    [0.25, 10, 2_500, 10_000],
    [0.05, 10, 1_000, 20_000],
  ])(
    'for %d vCPU and a period of %d ms is a quota of %d us in %d us, never below what the kernel takes',
    (vcpu, ms, quotaUs, periodUs) => {
      expect(cpuQuota(vcpu, ms)).toEqual({ quotaUs, periodUs });
    },
  );

  it.each([0, -1, Number.NaN, 1e-9])('is nothing for %d vCPU', (vcpu) => {
    expect(() => cpuQuota(vcpu, 100)).toThrow(RangeError);
  });

  it('to cgroups of version 2 is one file a controller', () => {
    const limits = { vcpu: 0.5, memoryMb: 128 };
    expect(limitFiles[2].cpu(limits, 100)).toEqual([{ name: 'cpu.max', text: '50000 100000' }]);
    expect(limitFiles[2].memory(limits, 100)).toContainEqual({ name: 'memory.max', text: `${128 * 1024 * 1024}` });
  });
});

describe('the trees of cgroups', () => {
  const line = (folder: string, type: string, options: string, root = '/'): string =>
    `32 31 0:29 ${root} ${folder} rw,relatime shared:9 - ${type} ${type} ${options}`;

  it('of version 1 are one a controller, and the group of this process is where others are made', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cgroup1-'));
    mkdirSync(join(folder, 'own'));
    const mounts = [
      line(folder, 'cgroup', 'rw,cpu,cpuacct'),
      line('/m', 'cgroup', 'rw,memory'),
      line('/u', 'cgroup2', 'rw'),
    ];
    const own = ['4:memory:/elsewhere', '1:cpu,cpuacct:/own', '0::/'];
    expect(hierarchiesIn(mounts.join('\n'), own.join('\n'))).toEqual([
      { version: 1, controllers: ['cpu'], parents: [join(folder, 'own')] },
      { version: 1, controllers: ['memory'], parents: ['/m'] },
    ]);
    rmSync(folder, { recursive: true });
  });

  it('of version 2 is one for both, with groups in, beside or far above that of this process', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cgroup2-'));
    mkdirSync(join(folder, 'user', 'session'), { recursive: true });
    writeFileSync(join(folder, 'user', 'session', 'cgroup.controllers'), 'cpu memory\n');
    writeFileSync(join(folder, 'cgroup.controllers'), 'cpuset cpu io memory\n');
    expect(hierarchiesIn(line(folder, 'cgroup2', 'rw'), '0::/user/session')).toEqual([
      {
        version: 2,
        controllers: ['cpu', 'memory'],
        parents: [join(folder, 'user', 'session'), join(folder, 'user'), folder],
      },
    ]);
    rmSync(folder, { recursive: true });
  });

  it.each(['', 'nonsense', '31 23'])('are none where the kernel says "%s"', (text) => {
    expect(hierarchiesIn(text, text)).toEqual([]);
  });
});
