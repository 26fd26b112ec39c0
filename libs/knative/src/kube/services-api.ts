import { HttpCaller, type HttpRequest } from '@harmonybatch/platform-calls';
import type { KnativeConfig } from '../knative-config';
import type { KnativeService } from '../service/knative-service';
import { authorization } from '../tokens/token-source';
import { refusedError } from './kube-fault';

export interface ServiceList {
  readonly items: readonly KnativeService[];
  /** Where the next page begins; none follows where it is absent. */
  readonly next?: string;
}

const maxAnswerBytes = 32 * 1024 * 1024;
const pageSize = 100;

/** The few verbs of the API that are spoken here: Kubernetes and Cloud Run have them in common. */
export class ServicesApi {
  private readonly caller: HttpCaller;
  private readonly root: string;

  constructor(
    private readonly config: KnativeConfig,
    private readonly timeoutMs: number,
  ) {
    this.caller = new HttpCaller(config.apiCa);
    this.root = `${config.apiUrl}/apis/serving.knative.dev/v1/namespaces/${encodeURIComponent(config.namespace)}/services`;
  }

  get(name: string): Promise<KnativeService> {
    return this.call(`read service ${name}`, 'GET', `/${name}`) as Promise<KnativeService>;
  }

  create(service: KnativeService): Promise<KnativeService> {
    return this.call(`create service ${service.metadata.name}`, 'POST', '', service) as Promise<KnativeService>;
  }

  /** Refused where the service was changed after `service` was read. */
  replace(service: KnativeService): Promise<KnativeService> {
    const { name } = service.metadata;
    return this.call(`change service ${name}`, 'PUT', `/${name}`, service) as Promise<KnativeService>;
  }

  async delete(name: string): Promise<void> {
    await this.call(`delete service ${name}`, 'DELETE', `/${name}`);
  }

  async list(selector: string, from?: string): Promise<ServiceList> {
    const query = new URLSearchParams({ labelSelector: selector, limit: String(pageSize) });
    if (from !== undefined) query.set('continue', from);
    const page = (await this.call('list services', 'GET', `?${query}`)) as {
      items?: KnativeService[];
      metadata?: { continue?: string };
    };
    return { items: page.items ?? [], next: page.metadata?.continue || undefined };
  }

  /** @throws KubeRefusedError, or what the connection failed with */
  private async call(asked: string, method: HttpRequest['method'], path: string, body?: object): Promise<unknown> {
    const { config, timeoutMs } = this;
    const headers = { accept: 'application/json', ...(await authorization(config.apiToken, config.apiUrl)) };
    const answer = await this.caller.call({
      method,
      url: `${this.root}${path}`,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
      timeoutMs,
      maxBytes: maxAnswerBytes,
    });
    if (answer.status < 200 || answer.status > 299) throw refusedError(asked, answer);
    return JSON.parse(answer.bytes.toString('utf8')) as unknown;
  }
}
