import { JsonCursor, readInferenceItem, readMembers, type JsonMembers } from '@harmonybatch/pipeline';
import { limits, type ModelProfiled } from '@harmonybatch/contracts';
import { invalidRequest } from '../protocol/invalid-request';
import { Refusal } from '../protocol/refusal';
import { withoutBytes } from '../tensors/binary-inputs';
import { allParameter, askedOutputs, type OutputForms } from '../tensors/output-forms';

/** What a request asks for, as text: numbers are carried digit for digit. */
export interface InferBody {
  /** As its client names it; undefined where it does not. */
  readonly id: string | undefined;
  /** Inputs, and the outputs that are asked for, as the function gets them. */
  readonly inputsJson: string;
  /** By name, each as JSON. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Which outputs go back as bytes. */
  readonly forms: OutputForms;
}

const known = ['id', 'inputs', 'outputs', 'parameters'];
const maxMembers = 16;
const maxParameters = 64;
const loneSurrogate = /\p{Surrogate}/u;
const shape = 'A request is {"inputs": [{"name", "shape", "datatype", "data"}, …], "id"?, "parameters"?, "outputs"?}.';

/**
 * Reads the JSON of an inference request.
 * @param bytes elements of tensors that stand behind it
 * @throws Refusal with status 400 or 413 that says what is wrong where
 */
export function readInferBody(text: string, bytes: Buffer, model: Pick<ModelProfiled, 'protocol'>): InferBody {
  const members = membersOf(text, '', maxMembers);
  const strange = [...members.keys()].find((name) => !known.includes(name));
  if (strange !== undefined) throw invalidRequest(`/${strange.slice(0, 80)}`, 'there is no such field', shape);
  const inputs = members.get('inputs')?.text;
  if (inputs === undefined) throw invalidRequest('/inputs', 'there are no inputs', shape);
  const parameters = parametersOf(members.get('parameters')?.text);
  const { forms, outputs } = askedOutputs(parameters.get(allParameter), outputsOf(members));
  const inputsJson = withOutputs(withoutBytes(inputs, bytes), outputs);
  if (model.protocol === 'open-inference-v2') checkTensors(inputsJson);
  return { id: idOf(members.get('id')?.text), inputsJson, parameters, forms };
}

function membersOf(text: string, field: string, max: number): JsonMembers {
  const reading = readMembers(text, max);
  if (reading.kind === 'malformed')
    throw invalidRequest(field || '/', `the body is not JSON: ${reading.reason}`, shape);
  if (reading.kind === 'no object') throw invalidRequest(field || '/', 'it is not an object', shape);
  if (reading.kind === 'invalid') throw invalidRequest(`${field}${reading.field}`, reading.message, shape);
  for (const [name, { fault }] of reading.members)
    if (fault !== null) throw invalidRequest(`${field}/${name}${fault.field}`, fault.message, shape);
  return reading.members;
}

function idOf(text: string | undefined): string | undefined {
  const id: unknown = text === undefined ? null : JSON.parse(text);
  if (id === null || id === '') return undefined;
  if (typeof id === 'string' && id.length <= limits.maxIdLength && !loneSurrogate.test(id)) return id;
  throw invalidRequest('/id', `it is not a text of at most ${limits.maxIdLength} characters of Unicode`, shape);
}

function parametersOf(text: string | undefined): ReadonlyMap<string, string> {
  if (text === undefined || text === 'null') return new Map();
  const members = membersOf(text, '/parameters', maxParameters);
  return new Map([...members].map(([name, { text }]) => [name, text]));
}

function outputsOf(members: JsonMembers): string | undefined {
  const outputs = members.get('outputs')?.text;
  if (outputs === undefined || outputs === 'null') return undefined;
  if (new JsonCursor(outputs).next !== 'list') throw invalidRequest('/outputs', 'it is not a list', shape);
  return outputs;
}

/** A list of tensors alone, or with the outputs that are asked for. */
function withOutputs(inputs: string, outputs: string | undefined): string {
  const json = outputs === undefined ? inputs : `{"inputs":${inputs},"outputs":${outputs}}`;
  const bytes = Buffer.byteLength(json);
  if (bytes <= limits.maxInlineBytes) return json;
  throw new Refusal(413, {
    code: 'too_large',
    field: '/inputs',
    message: `inputs take ${bytes} bytes of JSON; at most ${limits.maxInlineBytes} are carried inline`,
    hint: 'Bytes of tensors become JSON on their way. Send smaller inputs, or store them where the function can fetch them and send their URL over Kafka as dataref.',
  });
}

/** As the dispatcher will read them: what it would refuse costs no place in a batch. */
function checkTensors(inputsJson: string): void {
  const item = readInferenceItem({ inputsJson });
  if (typeof item === 'string') throw invalidRequest('/inputs', item, shape);
}
