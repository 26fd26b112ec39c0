import { JsonCursor, readMembers } from '@harmonybatch/pipeline';

/** Parameters that say whether outputs are wanted as bytes: of the request for all of them, of an output for that one. */
export const allParameter = 'binary_data_output';
const oneParameter = 'binary_data';
const maxMembers = 64;

/** Which outputs go back as bytes. */
export class OutputForms {
  /** @param exceptions names of outputs of which the other form is wanted than of the rest */
  constructor(
    readonly allBinary: boolean,
    readonly exceptions: ReadonlySet<string>,
  ) {}

  isBinary(output: string): boolean {
    return this.allBinary !== this.exceptions.has(output);
  }
}

export interface AskedOutputs {
  readonly forms: OutputForms;
  /** Which outputs are asked for, JSON, without what is said of their form; undefined where nothing is left of it. */
  readonly outputs: string | undefined;
}

/**
 * What a request says of its outputs.
 * @param all its parameter for all of them, JSON
 * @param outputs a list, JSON
 */
export function askedOutputs(all: string | undefined, outputs: string | undefined): AskedOutputs {
  const single = new Map<string, boolean>();
  const allBinary = all === 'true';
  if (outputs === undefined) return { forms: new OutputForms(allBinary, new Set()), outputs };
  const cursor = new JsonCursor(outputs);
  const rest: string[] = [];
  cursor.items(() => {
    const { text } = cursor.value();
    const { name, form, without } = outputOf(text);
    if (name !== undefined && form !== undefined) single.set(name, form);
    rest.push(without);
  });
  const exceptions = [...single].filter(([, form]) => form !== allBinary).map(([name]) => name);
  return { forms: new OutputForms(allBinary, new Set(exceptions)), outputs: `[${rest.join(',')}]` };
}

function outputOf(text: string): { readonly name?: string; readonly form?: boolean; readonly without: string } {
  const reading = readMembers(text, maxMembers);
  const parameters = reading.kind === 'members' ? reading.members.get('parameters')?.text : undefined;
  if (reading.kind !== 'members' || parameters === undefined) return { without: text };
  const said = readMembers(parameters, maxMembers);
  const form = said.kind === 'members' ? said.members.get(oneParameter)?.text : undefined;
  if (said.kind !== 'members' || form === undefined) return { without: text };
  const name: unknown = JSON.parse(reading.members.get('name')?.text ?? 'null');
  const kept = [...said.members].filter(([one]) => one !== oneParameter);
  const members = new Map([...reading.members].map(([one, { text: json }]) => [one, json]));
  if (kept.length === 0) members.delete('parameters');
  else members.set('parameters', objectOf(kept.map(([one, { text: json }]) => [one, json])));
  return { name: typeof name === 'string' ? name : undefined, form: form === 'true', without: objectOf([...members]) };
}

const objectOf = (members: readonly (readonly [string, string])[]): string =>
  `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
