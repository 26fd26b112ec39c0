export { catalogueOf } from './catalogue-file';
export { PlatformFileError, type PlatformFileProblem } from './platform-file-error';
export { catalogueVariable, pricesVariable } from './platform-file-variables';
export { priceBookOf } from './price-book-file';
