import { join } from 'node:path';
import type {
  ContainerHost,
  ContainerProcess,
  ContainerResult,
  ContainerSpec,
} from '@harmonybatch/container-processes';

export const fixture = (name: string): string => join(__dirname, '..', 'fixtures', name);

/** The fixture's container with what it is to do; enough time and memory for a busy machine. */
export function specOf(env: Record<string, string> = {}, change: Partial<ContainerSpec> = {}): ContainerSpec {
  const command = [process.execPath, fixture('container.cjs')] as const;
  const limits = { vcpu: 1, memoryMb: 512 };
  return { name: 'thing', command: [...command], env, limits, startTimeoutMs: 50_000, ...change };
}

export async function startReady(host: ContainerHost, spec: ContainerSpec): Promise<ContainerProcess> {
  const container = host.start(spec);
  await container.ready;
  return container;
}

/** `POST /invoke` with a wish of the fixture. */
export const invoke = (container: ContainerProcess, wish: object = {}, timeoutMs = 50_000): Promise<ContainerResult> =>
  container.call({ method: 'POST', path: '/invoke', body: Buffer.from(JSON.stringify(wish)), timeoutMs });

/** What the fixture says of itself. @throws where it did not answer */
export function saidIn(result: ContainerResult): {
  pid: number;
  helper?: number;
  headers: object;
  env: Record<string, string>;
} {
  if (result.kind !== 'answered') throw new Error(`it did not answer: ${JSON.stringify(result)}`);
  return JSON.parse(result.answer.body.toString());
}
