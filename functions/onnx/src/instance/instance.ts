import { RequestError } from '../http/request-error';

export type InstanceState = 'loading' | 'ready' | 'failed' | 'draining';

/** So many requests are held at once, the one that runs included: each may hold a body of the largest size. */
const maxInFlight = 8;

/** The life of one instance of the function: it loads its model once, serves, and ends when what it took on is done. */
export class Instance<Model> {
  private current: InstanceState = 'loading';
  private loading: Promise<Model> | undefined;
  private inFlight = 0;
  private whenIdle: (() => void)[] = [];

  constructor(private readonly loadModel: () => Promise<Model>) {}

  get state(): InstanceState {
    return this.current;
  }

  /** The model, loaded and warm: by the first who asks, once. Rejects as the loading did. */
  load(): Promise<Model> {
    this.loading ??= this.loadModel().then(
      (model) => this.loaded(model),
      (error: unknown) => this.failed(error),
    );
    return this.loading;
  }

  /** Does the work of one request when the model is ready. Throws RequestError: 503 while draining, 429 when too many are held. */
  async serve<Answer>(work: (model: Model) => Promise<Answer>): Promise<Answer> {
    if (this.current === 'draining') throw new RequestError(503, 'draining', 'this instance is about to end');
    if (this.inFlight >= maxInFlight) throw new RequestError(429, 'busy', `${maxInFlight} requests are held already`);
    this.inFlight += 1;
    try {
      return await work(await this.load());
    } finally {
      this.inFlight -= 1;
      if (this.inFlight === 0) this.whenIdle.splice(0).forEach((resolve) => resolve());
    }
  }

  /** When nothing is held. */
  idle(): Promise<void> {
    return this.inFlight === 0 ? Promise.resolve() : new Promise((resolve) => this.whenIdle.push(resolve));
  }

  /** Takes nothing new; resolves when what was taken on is done. */
  drain(): Promise<void> {
    this.current = 'draining';
    return this.idle();
  }

  private loaded(model: Model): Model {
    if (this.current === 'loading') this.current = 'ready';
    return model;
  }

  private failed(error: unknown): never {
    if (this.current === 'loading') this.current = 'failed';
    throw error;
  }
}
