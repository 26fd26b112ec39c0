import type { KnativeService } from './knative-service';

const managedBy = 'app.kubernetes.io/managed-by';
const manager = 'harmonybatch';
const functionAnnotation = 'harmonybatch.dev/function';

/** Services of HarmonyBatch, whatever deployment made them. */
export const ownSelector = `${managedBy}=${manager}`;

/** The labels that say whose a service is, and the annotations that say which function. */
export const ownershipOf = (functionName: string) => ({
  labels: { [managedBy]: manager },
  annotations: { [functionAnnotation]: functionName },
});

/** The function that a service is; undefined for services of others. */
export function functionOf({ metadata: { labels, annotations } }: KnativeService): string | undefined {
  return labels?.[managedBy] === manager ? annotations?.[functionAnnotation] : undefined;
}
