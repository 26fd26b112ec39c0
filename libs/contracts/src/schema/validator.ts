import type { Static, TSchema } from '@sinclair/typebox';
import { TypeCompiler, ValueErrorType, type ValueError } from '@sinclair/typebox/compiler';

/** What is wrong with a value: the first broken field and how to fix it. */
export interface Fault {
  /** JSON pointer of the field, `/` for the whole value. */
  readonly field: string;
  readonly message: string;
}

/** A compiled schema: `check` costs well under a microsecond; `explain` is for values that failed. */
export interface Validator<T extends TSchema> {
  readonly schema: T;
  check(value: unknown): value is Static<T>;
  /** Every fault of a value that failed, at most ten. */
  explain(value: unknown): Fault[];
}

const maxFaults = 10;
const maxShownLength = 80;

const toFault = (error: ValueError): Fault => ({
  field: error.path === '' ? '/' : error.path,
  message: describe(error),
});

/** A pattern does not help a reader: where the field's schema describes what is allowed, its description is shown. */
function describe({ type, schema, message, value }: ValueError): string {
  const words = type === ValueErrorType.StringPattern ? schema.description : undefined;
  return `${words?.replace(/\.$/, '') ?? message}; got ${shown(value)}`;
}

/** Where an object fits none of several forms: what is wrong with it as the one that it is nearest to. */
function ofNearestAlternative(error: ValueError): ValueError[] {
  if (error.type !== ValueErrorType.Union || typeof error.value !== 'object' || error.value === null) return [error];
  const alternatives = error.errors.map((errors) => [...errors]);
  const fields = (errors: readonly ValueError[]): number => new Set(errors.map(({ path }) => path)).size;
  const [nearest] = alternatives.sort((one, other) => fields(one) - fields(other));
  return nearest?.flatMap(ofNearestAlternative) ?? [error];
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  try {
    return String(JSON.stringify(value)).slice(0, maxShownLength);
  } catch {
    return 'a value that JSON cannot hold or that is nested too deeply';
  }
}

/** Compiles a schema once; call it at module load, never on the hot path. */
export function compile<T extends TSchema>(schema: T): Validator<T> {
  const compiled = TypeCompiler.Compile(schema);
  return {
    schema,
    check: (value): value is Static<T> => compiled.Check(value),
    explain: (value) => {
      const faults: Fault[] = [];
      for (const error of [...compiled.Errors(value)].flatMap(ofNearestAlternative)) {
        if (!faults.some((fault) => fault.field === (error.path || '/'))) faults.push(toFault(error));
        if (faults.length === maxFaults) break;
      }
      return faults;
    },
  };
}
