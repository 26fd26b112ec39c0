import { isSecret } from '@harmonybatch/platform-calls';
import type { KnativeService } from './knative-service';

/** A service whose containers are shown without what looks like a secret. */
export function withoutSecretEnv(service: KnativeService): KnativeService {
  const { template } = service.spec;
  const containers = template.spec.containers.map((container) => ({
    ...container,
    env: container.env?.filter(({ name }) => !isSecret(name)),
  }));
  return { ...service, spec: { ...service.spec, template: { ...template, spec: { ...template.spec, containers } } } };
}
