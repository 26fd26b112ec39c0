import { catalogues, priceBooks, type Catalogue, type PriceBook } from '@harmonybatch/model';
import type { Variable } from '@harmonybatch/service-kit/program';
import { catalogueOf } from './catalogue-file';
import { imageCommandsOf, type ImageCommands } from './image-commands';
import { PlatformFileError } from './platform-file-error';
import { priceBookOf } from './price-book-file';

interface FileVariableOptions {
  readonly about: string;
  readonly default: string;
}

/** A price book: the name of one that ships, or a YAML or JSON file. */
export const pricesVariable = (options: FileVariableOptions): Variable<PriceBook> =>
  platformFile('HARMONYBATCH_PRICES', options, priceBooks, priceBookOf);

/** A catalogue of function shapes, in the same way. */
export const catalogueVariable = (options: FileVariableOptions): Variable<Catalogue> =>
  platformFile('HARMONYBATCH_CATALOGUE', options, catalogues, catalogueOf);

/** Which local command runs in place of which image: a YAML or JSON file. */
export const imageCommandsVariable = ({ about }: Pick<FileVariableOptions, 'about'>): Variable<ImageCommands> => ({
  name: 'HARMONYBATCH_IMAGE_COMMANDS',
  description: about,
  expected: 'the path of a .yaml or .json file',
  parse: (path) => parsed(() => imageCommandsOf(path)),
});

const platformFile = <T>(
  name: string,
  { about: description, default: defaultText }: FileVariableOptions,
  shipped: Readonly<Record<string, T>>,
  read: (nameOrPath: string) => T,
): Variable<T> => ({
  name,
  description,
  expected: `one of ${Object.keys(shipped).join(', ')}, or the path of a .yaml or .json file`,
  defaultText,
  parse: (text) => parsed(() => read(text)),
});

function parsed<T>(read: () => T): ReturnType<Variable<T>['parse']> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (!(error instanceof PlatformFileError)) throw error;
    return { ok: false, problem: `cannot be used: ${error.message}` };
  }
}
