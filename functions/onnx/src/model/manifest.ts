import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { elementTypeNames } from '../tensor/element-types';

const maxDimension = 1_000_000;
const Length = Type.Integer({ minimum: 1, maximum: maxDimension });

const Input = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    type: Type.Union(elementTypeNames.map((name) => Type.Literal(name))),
    itemShape: Type.Array(Type.Union([Length, Type.Object({ max: Length }, { additionalProperties: false })]), {
      maxItems: 8,
    }),
  },
  { additionalProperties: false },
);

/** What has to be known of a model file that it does not say itself. */
export const ModelManifest = Type.Object(
  {
    version: Type.String({ minLength: 1, maxLength: 63 }),
    file: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*\\.onnx$' }),
    maxBatchSize: Type.Integer({ minimum: 1, maximum: 1024 }),
    inputs: Type.Array(Input, { minItems: 1, maxItems: 16 }),
    outputs: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 64, uniqueItems: true }),
    /** Outputs whose rows `POST /invoke` gives as their largest number and its index: of thousands of classes nobody wants all. */
    largestOf: Type.Optional(Type.Array(Type.String(), { maxItems: 64 })),
  },
  { additionalProperties: false },
);
export type ModelManifest = Static<typeof ModelManifest> & { readonly name: string; readonly path: string };

/** What an operator can mend: said without a stack. */
export class ModelError extends Error {}

/** Reads `<folder>/<name>.json`. Throws ModelError: no such model, or what is wrong with its manifest. */
export function readManifest(folder: string, name: string): ModelManifest {
  const file = join(folder, `${name}.json`);
  const text = textOf(file, () => `no model ${JSON.stringify(name)}; in ${folder} there are: ${modelsIn(folder)}`);
  const value = parse(text, file);
  const fault = Value.Errors(ModelManifest, value).First();
  if (fault !== undefined) throw new ModelError(`${file}: ${fault.path || 'the whole'}: ${fault.message}`);
  const manifest = value as Static<typeof ModelManifest>;
  return { ...manifest, name, path: join(folder, manifest.file) };
}

function textOf(file: string, complaint: () => string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ModelError(complaint());
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelError(`${file} is not JSON: ${(error as Error).message}`);
  }
}

function modelsIn(folder: string): string {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return names.map((name) => name.slice(0, -'.json'.length)).join(', ') || 'none';
  } catch {
    return 'none, for the folder cannot be read';
  }
}
