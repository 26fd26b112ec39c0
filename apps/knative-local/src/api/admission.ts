import { badRequest } from './api-fault';
import type { ServiceObject } from './service-object';

const dnsLabel = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const quantity = /^\d+(\.\d+)?(m|[kKMGT]i?)?$/;
const maxTimeoutSeconds = 600;

/** What the webhook of Knative checks, as far as anybody here may get it wrong. Throws BadRequest. */
export function admitted(given: unknown): ServiceObject {
  const service = given as ServiceObject;
  const container = service?.spec?.template?.spec?.containers?.[0];
  if (service?.apiVersion !== 'serving.knative.dev/v1' || service.kind !== 'Service')
    throw denied('not a Service of serving.knative.dev/v1');
  if (!dnsLabel.test(service.metadata?.name ?? '')) throw denied('not a DNS 1035 label: metadata.name');
  if (typeof container?.image !== 'string' || container.image === '')
    throw denied('missing field(s): spec.template.spec.containers[0].image');
  for (const [name, amount] of Object.entries(container.resources?.limits ?? {})) {
    if (!quantity.test(amount))
      throw denied(`invalid value: ${amount}: spec.template.spec.containers[0].resources.limits.${name}`);
  }
  const { timeoutSeconds = 0 } = service.spec.template.spec;
  if (timeoutSeconds > maxTimeoutSeconds) {
    throw denied(`expected 0 <= ${timeoutSeconds} <= ${maxTimeoutSeconds}: spec.template.spec.timeoutSeconds`);
  }
  return service;
}

const denied = (why: string) =>
  badRequest(
    `admission webhook "validation.webhook.serving.knative.dev" denied the request: validation failed: ${why}`,
  );
