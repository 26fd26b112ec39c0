import { randomBytes } from 'node:crypto';
import { ContainerHost, ContainerStartError, type ContainerSpec } from '@harmonybatch/container-processes';
import { invoke, saidIn, startReady } from './support/containers';
import { docker, engineMissing, importImage } from './support/docker-image';

const missing = engineMissing();
const where = missing === undefined ? 'of a Docker engine' : `of a Docker engine, which is missing: ${missing}`;

(missing === undefined ? describe : describe.skip)(`containers ${where}`, () => {
  const image = `harmonybatch-test:${randomBytes(6).toString('hex')}`;
  let host: ContainerHost;

  beforeAll(async () => {
    importImage(image);
    host = await ContainerHost.open({ cpuPeriodMs: 20, docker: true });
  });
  afterAll(async () => {
    await host.close();
    docker('rmi', image);
  });

  const specOf = (change: Partial<ContainerSpec> = {}): ContainerSpec => {
    const limits = { vcpu: 0.5, memoryMb: 128 };
    return {
      name: 'thing',
      image,
      imagePort: 7000,
      env: { PATH: '/x', MODEL: 'm' },
      limits,
      startTimeoutMs: 100_000,
      ...change,
    };
  };
  const containersOf = (): string => docker('ps', '--all', '--quiet', '--filter', `ancestor=${image}`);

  it('serve with their environment, their port and within their limits, and leave nothing behind', async () => {
    const container = await startReady(host, specOf({ portVariables: ['FC_CUSTOM_LISTEN_PORT'] }));
    const { env } = saidIn(await invoke(container, { status: 201 }));
    const own = {
      MODEL: 'm',
      PATH: '/x',
      PORT: '7000',
      FC_CUSTOM_LISTEN_PORT: '7000',
      HARMONYBATCH_FUNCTION_VCPU: '0.5',
    };
    expect(env).toMatchObject(own);
    const held = docker(
      'inspect',
      '--format',
      '{{.HostConfig.CpuQuota}} {{.HostConfig.CpuPeriod}} {{.HostConfig.Memory}}',
      containersOf(),
    );
    expect(held).toBe(`10000 20000 ${128 * 1024 * 1024}`);
    expect((await container.stop()).cause).toBe('stopped');
    expect(containersOf()).toBe('');
  });

  it('are ended with a call that takes too long', async () => {
    const container = await startReady(host, specOf());
    expect(await invoke(container, { hang: true }, 200)).toMatchObject({ kind: 'ended', end: { cause: 'timeout' } });
    expect(containersOf()).toBe('');
  });

  it('are killed when they take more memory than they may have, and say so', async () => {
    const container = await startReady(host, specOf());
    expect(await invoke(container, { allocateMb: 300 })).toMatchObject({ kind: 'ended', end: { cause: 'memory' } });
  });

  it('do not come up without their image', async () => {
    const failed = host.start(specOf({ image: '127.0.0.1:1/nothing:1' } as Partial<ContainerSpec>)).ready;
    const error = await failed.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ContainerStartError);
    expect((error as ContainerStartError).end).toEqual({
      cause: 'not_started',
      message: expect.stringContaining('127.0.0.1:1'),
    });
  });

  it('whose host was killed are removed by the next one, and those of others stay', async () => {
    const left = (owner: string): string => docker('create', '--label', `harmonybatch.owner=${owner}`, image);
    const [orphan, other] = [left('4194304-1'), docker('create', image)];
    await (await ContainerHost.open({ cpuPeriodMs: 100, docker: true })).close();
    const kept = docker('ps', '--all', '--quiet', '--no-trunc');
    docker('rm', other);
    expect([kept.includes(orphan), kept.includes(other)]).toEqual([false, true]);
  });
});
