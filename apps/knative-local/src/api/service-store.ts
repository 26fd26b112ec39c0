import { randomUUID } from 'node:crypto';
import { alreadyExists, badRequest, changedMeanwhile, notFound } from './api-fault';
import type { ServiceObject } from './service-object';

export interface ServicePage {
  readonly items: readonly ServiceObject[];
  readonly next: string;
}

/** The objects of one namespace, with versions as the API server keeps them: a change that read an older one is refused. */
export class ServiceStore {
  private readonly services = new Map<string, ServiceObject>();
  private version = 0;

  get(name: string): ServiceObject {
    const service = this.services.get(name);
    if (service === undefined) throw notFound(name);
    return service;
  }

  create({ status: _, ...given }: ServiceObject): ServiceObject {
    const { name } = given.metadata;
    if (this.services.has(name)) throw alreadyExists(name);
    return this.keep({ ...given, metadata: { ...given.metadata, uid: randomUUID(), generation: 1 } });
  }

  /** The status stays as it was; a changed spec is another generation. */
  replace(name: string, given: ServiceObject): ServiceObject {
    const there = this.get(name);
    const { resourceVersion } = given.metadata;
    if (resourceVersion === undefined) throw badRequest('metadata.resourceVersion must be specified for an update');
    if (resourceVersion !== there.metadata.resourceVersion) throw changedMeanwhile(name);
    const isChanged = JSON.stringify(given.spec) !== JSON.stringify(there.spec);
    const generation = (there.metadata.generation ?? 0) + (isChanged ? 1 : 0);
    const metadata = { ...given.metadata, uid: there.metadata.uid, generation };
    return this.keep({ ...given, metadata, status: there.status });
  }

  /** What the controller saw; nothing where the service is gone. */
  setStatus(name: string, status: object): void {
    const there = this.services.get(name);
    if (there !== undefined) this.keep({ ...there, status });
  }

  delete(name: string): ServiceObject {
    const there = this.get(name);
    this.services.delete(name);
    return there;
  }

  /** @param selector `key=value`, all of which a service must have */
  list(selector: string, limit: number, from: string): ServicePage {
    const wanted = selector
      .split(',')
      .filter(Boolean)
      .map((one) => one.split('='));
    const all = [...this.services.values()].filter(({ metadata: { labels = {} } }) =>
      wanted.every(([key, value]) => labels[key!] === value),
    );
    const start = Number(from === '' ? 0 : from);
    const isMore = start + limit < all.length;
    return { items: all.slice(start, start + limit), next: isMore ? String(start + limit) : '' };
  }

  private keep(service: ServiceObject): ServiceObject {
    this.version += 1;
    const kept = { ...service, metadata: { ...service.metadata, resourceVersion: String(this.version) } };
    this.services.set(service.metadata.name, kept);
    return kept;
  }
}
