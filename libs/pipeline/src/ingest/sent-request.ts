import { InferenceRequested } from '@harmonybatch/contracts';
import type { JsonValue } from '../records/json-cursor';
import type { JsonMembers } from '../records/json-members';
import { pointerTo, type ValueFault } from '../records/json-value';
import { scalarFields } from '../records/scalar-fields';

/** A request as it was sent, not yet checked. */
export interface SentRequest {
  /** What it says beside its payload. Null is left out; lists and objects, which belong nowhere here, stand empty. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The payload, as text: it is carried as it was written. */
  readonly inputs?: JsonValue;
  readonly parameters?: JsonValue;
  /** The first value that cannot be carried. */
  readonly fault: ValueFault | null;
}

/** More fields than any request has; none of them is looked at beyond that. */
export const maxFields = 64;
const known = new Set(Object.keys(InferenceRequested.properties));
const payload = new Set(['inputs', 'parameters']);
const absent = 'null';

/**
 * What the members of a request say. Clients that write every field of a class write null for those that are not given: null
 * is as good as absent, but for `inputs`, where it is a value like others unless a `dataref` says where the inputs are.
 */
export function sentRequest(members: JsonMembers): SentRequest {
  const given = [...members].filter(([name, { text }]) => text !== absent || !known.has(name) || name === 'inputs');
  const fields = scalarFields(new Map(given), payload);
  const [inputs, parameters] = [members.get('inputs'), members.get('parameters')];
  const hasInputs = inputs !== undefined && (inputs.text !== absent || fields['dataref'] === undefined);
  return {
    fields,
    inputs: hasInputs ? inputs : undefined,
    parameters: parameters?.text === absent ? undefined : parameters,
    fault: firstFault(given),
  };
}

/** Fields without those that are not given: a field that is there has to have a value of its type. */
export function givenFields(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, text] of Object.entries(fields)) if (text !== undefined) given[name] = text;
  return given;
}

function firstFault(given: readonly (readonly [string, JsonValue])[]): ValueFault | null {
  for (const [name, { fault }] of given) {
    if (fault !== null) return { field: `${pointerTo(name)}${fault.field}`, message: fault.message };
  }
  return null;
}
