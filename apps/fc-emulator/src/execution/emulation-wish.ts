import { compile } from '@harmonybatch/contracts';
import { Type } from '@sinclair/typebox';

/** Longest extra time that inputs may ask for, ms. */
export const maxDelayMs = 60_000;

const wish = Type.Object(
  {
    error: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$' })),
    crash: Type.Optional(Type.Boolean()),
    delayMs: Type.Optional(Type.Number({ minimum: 0, maximum: maxDelayMs })),
  },
  { additionalProperties: false },
);
const emulateInputs = compile(Type.Object({ emulate: wish }, { additionalProperties: false }));

/** What an item asks the emulator to do instead of, or before, answering it. */
export interface EmulationWish {
  /** The item fails with this code. */
  readonly error?: string;
  /** The whole invocation fails. */
  readonly crash?: boolean;
  /** The batch takes longer by this. */
  readonly delayMs?: number;
}

/** Reads `{"emulate": {...}}`; inputs of any other form ask for nothing, a wish with a fault is one for an error. */
export function emulationWish(inputs: unknown): EmulationWish {
  if (typeof inputs !== 'object' || inputs === null || !('emulate' in inputs)) return {};
  return emulateInputs.check(inputs) ? inputs.emulate : { error: 'invalid_emulate' };
}
