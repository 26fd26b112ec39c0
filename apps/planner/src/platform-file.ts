import { PlatformFileError } from '@harmonybatch/platform-files';
import type { Variable } from '@harmonybatch/service-kit';

interface Options<T> {
  readonly about: string;
  /** What ships. */
  readonly names: readonly string[];
  readonly read: (nameOrPath: string) => T;
  readonly default: string;
}

/** A price book or a catalogue: the name of one that ships, or a YAML or JSON file. */
export const platformFile = <T>(name: string, options: Options<T>): Variable<T> => ({
  name,
  about: options.about,
  expected: `one of ${options.names.join(', ')}, or the path of a .yaml or .json file`,
  defaultText: options.default,
  parse: (text) => {
    try {
      return { ok: true, value: options.read(text) };
    } catch (error) {
      if (!(error instanceof PlatformFileError)) throw error;
      return { ok: false, problem: `cannot be used: ${error.message}` };
    }
  },
});
