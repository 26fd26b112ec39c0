export { catalogueOf } from './catalogue-file';
export { PlatformFileError, type PlatformFileProblem } from './platform-file-error';
export { priceBookOf } from './price-book-file';
