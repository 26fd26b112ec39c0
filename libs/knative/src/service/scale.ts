import type { KnativeConfig } from '../knative-config';
import type { KnativeService } from './knative-service';

/** On Knative part of a revision, so that another number is another revision; Cloud Run has it at the service as well. */
const minScale = 'autoscaling.knative.dev/min-scale';
const cloudRunMinScale = 'run.googleapis.com/minScale';

/** How many instances a service keeps ready. */
export function warmInstancesOf({ metadata, spec }: KnativeService, flavour: KnativeConfig['flavour']): number {
  const annotations = flavour === 'cloud-run' ? metadata.annotations : spec.template.metadata?.annotations;
  return Number(annotations?.[flavour === 'cloud-run' ? cloudRunMinScale : minScale] ?? 0);
}

/** The service with so many instances ready, and otherwise as it is. */
export function withWarmInstances(
  service: KnativeService,
  warmInstances: number,
  flavour: KnativeConfig['flavour'],
): KnativeService {
  const { metadata, spec } = service;
  const count = String(warmInstances);
  if (flavour === 'cloud-run') {
    return {
      ...service,
      metadata: { ...metadata, annotations: { ...metadata.annotations, [cloudRunMinScale]: count } },
    };
  }
  const { template } = spec;
  const annotations = { ...template.metadata?.annotations, [minScale]: count };
  return { ...service, spec: { ...spec, template: { ...template, metadata: { ...template.metadata, annotations } } } };
}
