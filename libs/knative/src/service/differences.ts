import type { KnativeService, RevisionSpec } from './knative-service';

type Field = readonly [string, (spec: RevisionSpec) => unknown];

/** What the API adds of its own is not compared: a name of the container, defaults of probes, protocols of ports. */
const fields: readonly Field[] = [
  ['containerConcurrency', (spec) => spec.containerConcurrency],
  ['timeoutSeconds', (spec) => spec.timeoutSeconds],
  ['nodeSelector', (spec) => spec.nodeSelector ?? {}],
  ['image', (spec) => spec.containers[0]?.image],
  ['command', (spec) => spec.containers[0]?.command ?? []],
  ['args', (spec) => spec.containers[0]?.args ?? []],
  ['containerPort', (spec) => spec.containers[0]?.ports?.[0]?.containerPort],
  ['env', (spec) => byName(spec.containers[0]?.env ?? [])],
  ['limits', (spec) => inUnits(spec.containers[0]?.resources?.limits ?? {})],
];

/**
 * How a service that is already there differs from the one wanted. A name is a hash of the content, so any difference
 * means that somebody changed the service.
 */
export function differences(wanted: KnativeService, there: KnativeService): string[] {
  const [want, is] = [wanted.spec.template.spec, there.spec.template.spec];
  return fields.flatMap(([field, of]) => {
    const [left, right] = [canonical(of(want)), canonical(of(is))];
    return left === right ? [] : [`${field} is ${right}, not ${left}`];
  });
}

const byName = (env: readonly { readonly name: string; readonly value: string }[]): Record<string, string> =>
  Object.fromEntries(env.map(({ name, value }) => [name, value]));

/** `1000m` is written as `1` by some servers. */
const inUnits = (quantities: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(quantities).map(([name, given]) => [name, name === 'cpu' ? `${millicores(given)}m` : given]),
  );

const millicores = (cpu: string): number => (cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1_000);

const canonical = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? JSON.stringify(Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))))
    : JSON.stringify(value);
