import type { FunctionSpec } from '@harmonybatch/ports';

/** What functions of a platform are not. */
export interface SpecLimits {
  /** "a Lambda function", for the message */
  readonly what: string;
  readonly maxTimeoutSeconds: number;
  /** What a model may ask for and they do not have: it is refused instead of left out. */
  readonly lacks: readonly ('vpc' | keyof NonNullable<FunctionSpec['container']>)[];
}

/** @throws RangeError for a spec that can be no function of the platform */
export function checkSpec(spec: FunctionSpec, { what, maxTimeoutSeconds, lacks }: SpecLimits): void {
  const { name, shape, timeoutSeconds, port, vpc, container } = spec;
  const positive = { vcpu: shape.vcpu, memoryMb: shape.memoryMb, timeoutSeconds, port };
  for (const [field, value] of Object.entries(positive)) {
    if (!Number.isFinite(value) || value <= 0) throw new RangeError(`${name}: ${field} must be above 0, not ${value}`);
  }
  if (timeoutSeconds > maxTimeoutSeconds) {
    throw new RangeError(`${name}: timeoutSeconds must be at most ${maxTimeoutSeconds}, not ${timeoutSeconds}`);
  }
  const asked: Readonly<Record<string, unknown>> = { ...container, vpc };
  const strange = lacks.filter((field) => asked[field] !== undefined);
  if (strange.length > 0)
    throw new RangeError(`${name}: ${what} has no ${strange.join(', ')}; leave it out of the model`);
}
