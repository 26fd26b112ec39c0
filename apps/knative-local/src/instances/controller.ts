import type { ImageCommands } from '@harmonybatch/platform-files';
import type { ServiceObject } from '../api/service-object';
import type { ServiceStore } from '../api/service-store';
import type { StartContainer } from '../containers/containers';
import { containerOf, vcpuOf } from '../containers/container-of';
import { InstanceQuota, UnschedulableError } from './instance-quota';
import { Revision } from './revision';

export interface ControllerOptions {
  readonly images: ImageCommands;
  /** Instances of all services together. */
  readonly maxInstances: number;
  /** Largest container of the namespace (a LimitRange), cores. */
  readonly maxVcpu: number;
  readonly maxWaitingPerRevision: number;
  readonly idleMs: number;
}

interface Deployment {
  generation: number;
  /** The one that serves; absent until the first is ready. */
  serving?: Revision;
  latest?: Revision;
}

interface Condition {
  readonly type: 'Ready';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
}

const minScaleAnnotation = 'autoscaling.knative.dev/min-scale';

/** Makes instances be what services say, and says in their status how far that has come. */
export class Controller {
  private readonly deployments = new Map<string, Deployment>();
  private readonly quota: InstanceQuota;

  constructor(
    private readonly store: ServiceStore,
    private readonly start: StartContainer,
    private readonly options: ControllerOptions,
  ) {
    this.quota = new InstanceQuota(options.maxInstances);
  }

  /** Takes up a service that was created or changed; it is given back as it was stored. */
  observe(service: ServiceObject): ServiceObject {
    const { name, generation = 0 } = service.metadata;
    const deployment = this.deployments.get(name) ?? { generation: 0 };
    this.deployments.set(name, deployment);
    if (deployment.generation !== generation) {
      deployment.generation = generation;
      setImmediate(() => void this.roll(service, deployment));
    }
    return service;
  }

  forget(name: string): void {
    const deployment = this.deployments.get(name);
    this.deployments.delete(name);
    void deployment?.serving?.retire();
    if (deployment?.latest !== deployment?.serving) void deployment?.latest?.retire();
  }

  /** The revision that serves; undefined for a name of no service. */
  servingOf(name: string): Revision | null | undefined {
    const deployment = this.deployments.get(name);
    return deployment && (deployment.serving ?? null);
  }

  async close(): Promise<void> {
    const all = [...this.deployments.values()].flatMap(({ serving, latest }) => [serving, latest]);
    this.deployments.clear();
    const revisions = new Set(all.filter((revision) => revision !== undefined));
    await Promise.all([...revisions].map((revision) => revision.retire()));
  }

  /** A new revision serves once it is ready; the one before serves until then, and goes. */
  private async roll(service: ServiceObject, deployment: Deployment): Promise<void> {
    const { name, generation = 0 } = service.metadata;
    const isLatest = (): boolean => this.deployments.get(name) === deployment && deployment.generation === generation;
    this.report(name, generation, { type: 'Ready', status: 'Unknown', reason: 'Deploying' });
    const revision = this.revisionOf(service);
    if (typeof revision === 'string') return this.fail(name, generation, revision);
    deployment.latest = revision;
    try {
      await revision.deploy();
      if (!isLatest()) return await revision.retire();
      const before = deployment.serving;
      deployment.serving = revision;
      this.report(name, generation, { type: 'Ready', status: 'True' });
      await before?.retire();
    } catch (error) {
      await revision.retire();
      if (isLatest()) this.fail(name, generation, failureOf(error));
    }
  }

  /** The instances of a service as it is now, or why there can be none. */
  private revisionOf({ metadata: { name }, spec: { template } }: ServiceObject): Revision | string {
    const { images, maxVcpu, maxWaitingPerRevision: maxWaiting, idleMs } = this.options;
    const container = template.spec.containers[0]!;
    const vcpu = vcpuOf(container.resources?.limits?.['cpu']);
    if (vcpu > maxVcpu)
      return `FailedCreate: pods "${name}" is forbidden: maximum cpu usage per Container is ${maxVcpu}, but limit is ${vcpu}`;
    const spec = containerOf(name, container, images);
    if (spec === null)
      return `Unable to fetch image "${container.image}": failed to resolve image to digest: MANIFEST_UNKNOWN`;
    const minInstances = Number(template.metadata?.annotations?.[minScaleAnnotation] ?? 0);
    return new Revision(spec, this.start, this.quota, { minInstances, maxWaiting, idleMs });
  }

  private fail(name: string, generation: number, message: string): void {
    const said = `Revision "${name}-${String(generation).padStart(5, '0')}" failed with message: ${message}.`;
    this.report(name, generation, { type: 'Ready', status: 'False', reason: 'RevisionFailed', message: said });
  }

  private report(name: string, observedGeneration: number, ready: Condition): void {
    if (this.deployments.get(name)?.generation === observedGeneration) {
      this.store.setStatus(name, { observedGeneration, conditions: [ready] });
    }
  }
}

const failureOf = (error: unknown): string => {
  if (error instanceof UnschedulableError) return error.message;
  return `Container failed with: ${error instanceof Error ? error.message : String(error)}`;
};
