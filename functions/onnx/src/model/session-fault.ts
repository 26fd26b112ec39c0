import type { InferenceSession } from 'onnxruntime-node';
import { elementTypeNames, elementTypes } from '../tensor/element-types';
import { maxOf, type TensorSpec } from '../tensor/tensor-spec';
import type { ModelManifest } from './manifest';

/** What a loaded file says of itself. */
export type SessionMetadata = Pick<InferenceSession, 'inputNames' | 'outputNames' | 'inputMetadata' | 'outputMetadata'>;

/** Where a model file differs from its manifest, and how to mend it; null where it does not. */
export function sessionFault(
  session: SessionMetadata,
  { inputs, outputs, largestOf = [] }: ModelManifest,
): string | null {
  const taken = session.inputNames;
  const missing = taken.find((name) => !inputs.some((input) => input.name === name));
  if (missing !== undefined) return `the network takes ${taken.join(', ')}; the manifest has no input ${missing}`;
  const unknown = outputs.find((name) => !session.outputNames.includes(name));
  if (unknown !== undefined) return `no output ${unknown}; the network gives ${session.outputNames.join(', ')}`;
  const unasked = largestOf.find((name) => !outputs.includes(name));
  if (unasked !== undefined) return `largestOf has ${unasked}, which is not among outputs`;
  return (
    outputFault(session, outputs) ??
    inputs.map((input) => inputFault(session, input)).find((fault) => fault !== null) ??
    null
  );
}

function outputFault(session: SessionMetadata, names: readonly string[]): string | null {
  const odd = session.outputMetadata.find(
    (output) => names.includes(output.name) && !(output.isTensor && output.type in elementTypes),
  );
  return odd === undefined
    ? null
    : `output ${odd.name} is ${odd.isTensor ? odd.type : 'no tensor'}; given can be ${elementTypeNames.join(', ')}`;
}

function inputFault(session: SessionMetadata, { name, type, itemShape }: TensorSpec): string | null {
  const found = session.inputMetadata.find((input) => input.name === name);
  if (found === undefined) return `no input ${name}; the network takes ${session.inputNames.join(', ')}`;
  if (!found.isTensor) return `input ${name} is no tensor`;
  if (found.type !== type) return `input ${name} is ${found.type}; the manifest says ${type}`;
  const [batch, ...rest] = found.shape;
  const fits =
    rest.length === itemShape.length &&
    rest.every((length, at) => typeof length === 'string' || length === maxOf(itemShape[at] ?? 0));
  if (batch === undefined || !fits)
    return `input ${name} has the shape [${found.shape.join(', ')}], and its first dimension counts items; mend itemShape`;
  return null;
}
