import { createHash } from 'node:crypto';
import type { ModelProfiled } from './messages/model-profiled';

const hashLength = 8;

/**
 * What a plan, and everything that waits for one, calls a state of a model: the version that its owner gave it, with a
 * hash of all that a plan or a function takes from it. Another hash is another model, also under the same version; the
 * order in which its fields were written makes no difference.
 */
export const modelVersionOf = (model: ModelProfiled): string =>
  `${model.version}-${createHash('sha256').update(canonical(model)).digest('hex').slice(0, hashLength)}`;

/** JSON whose fields stand in the order of their names. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field) ? sorted(field) : field,
  );

const sorted = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1)));
