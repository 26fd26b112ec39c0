import { createHash } from 'node:crypto';
import { manager, ownershipOf, tagKeys, tagsOf, type Claim, type Tags } from '@harmonybatch/platform-calls';
import type { FunctionSpec } from '@harmonybatch/ports';
import type { KnativeService } from './knative-service';

const managedBy = 'app.kubernetes.io/managed-by';
const functionAnnotation = 'harmonybatch.dev/function';
/** Annotations that say what tags say elsewhere; labels take neither their length nor their characters. */
const annotationOf: Readonly<Record<string, string>> = {
  [tagKeys.deployment]: 'harmonybatch.dev/deployment',
  [tagKeys.model]: 'harmonybatch.dev/model',
  [tagKeys.version]: 'harmonybatch.dev/version',
};
/** To select services by; the annotation has the name itself. */
const deploymentLabel = 'harmonybatch.dev/deployment';
const labelHashLength = 16;

/** Services of HarmonyBatch, whatever deployment made them. */
export const ownSelector = `${managedBy}=${manager}`;

/** The labels that say whose a service is, and the annotations that say which function of which deployment. */
export function ownershipFields(spec: Pick<FunctionSpec, 'name' | 'model' | 'modelVersion'>, owner: string) {
  const { [tagKeys.manager]: _, ...said } = tagsOf(spec, owner);
  const annotations = Object.fromEntries(Object.entries(said).map(([key, value]) => [annotationOf[key]!, value]));
  return {
    labels: { [managedBy]: manager, [deploymentLabel]: labelOf(owner) },
    annotations: { [functionAnnotation]: spec.name, ...annotations },
  };
}

const labelOf = (owner: string): string => createHash('sha256').update(owner).digest('hex').slice(0, labelHashLength);

/** The function that a service is; undefined for services of others. */
export function functionOf({ metadata: { labels, annotations } }: KnativeService): string | undefined {
  return labels?.[managedBy] === manager ? annotations?.[functionAnnotation] : undefined;
}

/** What a service says of itself, as tags. */
export function tagsIn({ metadata: { labels = {}, annotations = {} } }: KnativeService): Tags {
  const said = { [tagKeys.manager]: labels[managedBy], ...valuesOf(annotations) };
  return Object.fromEntries(
    Object.entries(said).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

const valuesOf = (annotations: Readonly<Record<string, string>>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(annotationOf).map(([key, annotation]) => [key, annotations[annotation]]));

/** Services were always labelled as ours, and not always as a deployment's. */
export function claimOn(service: KnativeService, owner: string): Claim {
  if (functionOf(service) === undefined) return 'foreign';
  const ownership = ownershipOf(tagsIn(service), owner);
  return ownership === 'unsaid' ? 'unclaimed' : ownership;
}

/** The service with what says whose it is. */
export function claimed(service: KnativeService, wanted: KnativeService): KnativeService {
  const { metadata } = service;
  const labels = { ...metadata.labels, ...wanted.metadata.labels };
  const annotations = { ...metadata.annotations, ...ownAnnotations(wanted.metadata.annotations) };
  return { ...service, metadata: { ...metadata, labels, annotations } };
}

const ownAnnotations = (annotations: KnativeService['metadata']['annotations'] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(annotations).filter(([key]) => key.startsWith('harmonybatch.dev/')));
