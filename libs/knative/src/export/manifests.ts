import { isSecret, type ExportedFunction } from '@harmonybatch/platform-calls';
import { toService, type DefinitionOptions } from '../service/service-definition';
import type { KnativeService } from '../service/knative-service';

/** A variable whose value a secret of the namespace has, under the variable's own name. */
interface SecretVariable {
  readonly name: string;
  readonly valueFrom: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

/** Name of the secret in which the secrets of a model's environment are looked for. */
export const secretOf = (model: string): string => `harmonybatch-${model.toLowerCase().replace(/[^a-z0-9-]/g, '-')}`;

/**
 * Functions as manifests of services, such as `kubectl apply` takes; what looks like a secret is taken from one.
 * @throws RangeError where a spec cannot be a service
 */
export const manifestsOf = (functions: readonly ExportedFunction[], options: DefinitionOptions): object[] =>
  functions.map(({ spec, warmInstances }) => {
    const service = toService(spec, warmInstances, options);
    return JSON.parse(JSON.stringify(withoutSecrets(service, secretOf(spec.model)))) as object;
  });

function withoutSecrets(service: KnativeService, secret: string): object {
  const { template } = service.spec;
  const containers = template.spec.containers.map((container) => ({
    ...container,
    env: container.env?.map((one) => (isSecret(one.name) ? fromSecret(one.name, secret) : one)),
  }));
  return { ...service, spec: { template: { ...template, spec: { ...template.spec, containers } } } };
}

const fromSecret = (variable: string, secret: string): SecretVariable => ({
  name: variable,
  valueFrom: { secretKeyRef: { name: secret, key: variable } },
});
