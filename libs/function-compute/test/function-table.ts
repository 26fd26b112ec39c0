import { json, refuse, type Script } from './scripted-server';

type StoredFunction = { readonly functionName: string } & Record<string, unknown>;

/** The little of the control API that `FcPlatform` asks for, with knobs for what may go wrong. */
export class FunctionTable {
  readonly functions = new Map<string, StoredFunction>();
  readonly minInstances = new Map<string, number>();
  /** At which look the warm instances are there. */
  warmUpLooks = 1;
  scalingError?: string;
  /** How many looks at a function find it pending. */
  pendingLooks = 0;
  state: object = { state: 'Active' };
  pageSize = 100;
  /** No function is seen before so many were asked to be created: callers meet in between. */
  hideUntilCreates = 0;
  loseAnswerOfCreate = false;
  private creates = 0;

  readonly script: Script = ({ method, path, body }, response) => {
    const url = new URL(path, 'http://localhost');
    const [, , name = '', sub] = url.pathname.split('/');
    if (name === '' && method === 'GET') return json(response, 200, this.page(url.searchParams));
    if (name === '') {
      const stored = JSON.parse(body) as StoredFunction;
      const known = this.functions.has(stored.functionName);
      this.creates += 1;
      if (known) return refuse(response, 409, 'FunctionAlreadyExists');
      this.functions.set(stored.functionName, stored);
      if (this.loseAnswerOfCreate) return response.destroy();
      return json(response, 200, this.shown(stored));
    }
    const hidden = method === 'GET' && !sub && this.creates < this.hideUntilCreates;
    const stored = hidden ? undefined : this.functions.get(name);
    if (!stored) return refuse(response, 404, 'FunctionNotFound');
    if (sub === 'scaling-config') return json(response, 200, this.scaling(name, method, body));
    if (method === 'GET') return json(response, 200, this.shown(stored));
    this.functions.delete(name);
    return response.writeHead(204).end();
  };

  private page(query: URLSearchParams): object {
    const from = Number(query.get('nextToken') ?? 0);
    const functions = [...this.functions.values()].slice(from, from + this.pageSize);
    const more = from + this.pageSize < this.functions.size;
    return { functions, ...(more ? { nextToken: String(from + this.pageSize) } : {}) };
  }

  private shown(stored: StoredFunction): object {
    if (this.pendingLooks <= 0) return { ...stored, ...this.state };
    this.pendingLooks -= 1;
    return { ...stored, state: 'Pending' };
  }

  private scaling(name: string, method: string, body: string): object {
    if (method === 'PUT') this.minInstances.set(name, (JSON.parse(body) as { minInstances: number }).minInstances);
    else this.warmUpLooks -= 1;
    const minInstances = this.minInstances.get(name) ?? 0;
    const currentInstances = this.warmUpLooks <= 0 ? minInstances : 0;
    return { minInstances, currentInstances, currentError: this.scalingError ?? '' };
  }
}
