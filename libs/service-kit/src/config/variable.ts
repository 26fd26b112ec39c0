/** What reading one variable gave: its value, or what is wrong with it. */
export type ParsedValue<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** One variable of the environment: its name, what it means, and how its text becomes a value. */
export interface Variable<T> {
  readonly name: string;
  readonly description: string;
  /** The default as text; absent where the variable must be set. */
  readonly defaultText?: string;
  /** What may stand there, for `--help` and for problems: `an integer from 1 to 100`. */
  readonly expected: string;
  /** True where an absent variable is a value too: `parse` is not called and the value is undefined. */
  readonly optional?: boolean;
  /** Where it counts at all; else it is not looked at, and the value is undefined. */
  readonly onlyWhere?: ChosenValue;
  /** Never printed; the file that `NAME_FILE` names may hold it. */
  readonly secret?: boolean;
  parse(text: string): ParsedValue<T>;
}

/** A choice that another variable stands for. */
export interface ChosenValue {
  readonly variable: Pick<Variable<string>, 'name' | 'defaultText'>;
  readonly is: string;
}

/** The variables of a service by the field of the config they become. */
export type Variables = Readonly<Record<string, Variable<unknown>>>;

export type ConfigOf<V extends Variables> = { readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never };
