import type { ContainerCall, ContainerResult, ContainerSpec } from '@harmonybatch/container-processes';
import type { RunningContainer } from '../../src/containers/containers';

interface Item {
  readonly id: string;
  readonly inputs?: { readonly emulate?: { readonly crash?: boolean; readonly delayMs?: number } };
}

/** A container without a process: it does what the wishes of a batch say, and answers with path and model. */
export class InProcessContainer implements RunningContainer {
  readonly ready = Promise.resolve();
  readonly ended: RunningContainer['ended'];
  private end!: (end: Awaited<RunningContainer['ended']>) => void;

  constructor(private readonly spec: ContainerSpec) {
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  async call({ path, body, timeoutMs }: ContainerCall): Promise<ContainerResult> {
    const { items } = JSON.parse(String(body)) as { items: Item[] };
    const wishes = items.map(({ inputs }) => inputs?.emulate ?? {});
    if (wishes.some(({ crash }) => crash)) return this.over('exited');
    const delayMs = Math.max(...wishes.map((wish) => wish.delayMs ?? 0));
    const isDone = await this.waited(Math.min(delayMs, timeoutMs));
    if (!isDone) return { kind: 'ended', end: await this.ended };
    if (delayMs > timeoutMs) return this.over('timeout');
    const outputs = { path, model: this.spec.env['HARMONYBATCH_MODEL'] };
    const answer = JSON.stringify({ items: items.map(({ id }) => ({ id, outputs })) });
    return { kind: 'answered', answer: { status: 200, headers: {}, body: Buffer.from(answer) } };
  }

  async stop(): Promise<Awaited<RunningContainer['ended']>> {
    this.end({ cause: 'stopped', message: 'it was told to' });
    return this.ended;
  }

  /** False where the container was ended meanwhile. */
  private async waited(delayMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<true>((resolve) => (timer = setTimeout(() => resolve(true), delayMs)));
    const isDone = await Promise.race([passed, this.ended.then(() => false)]);
    clearTimeout(timer);
    return isDone;
  }

  private over(cause: 'exited' | 'timeout'): ContainerResult {
    const end = { cause, message: cause };
    this.end(end);
    return { kind: 'ended', end };
  }
}
