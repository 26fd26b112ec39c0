import type { ServerResponse } from 'node:http';
import { json, refuse, type Script } from './scripted-server';

export type StoredFunction = { readonly functionName: string } & Record<string, unknown>;

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
  /** What a function that is made after a deletion is like. */
  stateAfterDelete?: object;
  /** So many deletions are refused, for instances are left. */
  lingeringDeletes = 0;
  /** So many looks find instances although none is to be kept. */
  lingeringLooks = 0;
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
    if (sub === 'invoke') return json(response, 200, this.restrict(stored, url.pathname.endsWith('disable')));
    if (method === 'GET') return json(response, 200, this.shown(stored));
    if (method === 'PUT') return json(response, 200, this.shown(this.update(stored, JSON.parse(body) as object)));
    return this.delete(name, response);
  };

  private delete(name: string, response: ServerResponse): unknown {
    if (this.lingeringDeletes > 0) {
      this.lingeringDeletes -= 1;
      return refuse(response, 400, 'ProvisionConfigExist', 'provision config exists');
    }
    this.functions.delete(name);
    if (this.stateAfterDelete) this.state = this.stateAfterDelete;
    return response.writeHead(204).end();
  }

  private update(stored: StoredFunction, change: object): StoredFunction {
    const updated = { ...stored, ...change };
    this.functions.set(stored.functionName, updated);
    this.state = { state: 'Active' };
    return updated;
  }

  private restrict(stored: StoredFunction, disable: boolean): object {
    this.functions.set(stored.functionName, { ...stored, invocationRestriction: { disable } });
    return {};
  }

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
    else if (method === 'DELETE') this.minInstances.delete(name);
    else this.warmUpLooks -= 1;
    const minInstances = this.minInstances.get(name) ?? 0;
    if (minInstances === 0 && method === 'GET' && this.lingeringLooks > 0)
      return { minInstances, currentInstances: this.lingeringLooks-- };
    const currentInstances = this.warmUpLooks <= 0 ? minInstances : 0;
    return { minInstances, currentInstances, currentError: this.scalingError ?? '' };
  }
}
