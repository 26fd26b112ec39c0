export { catalogueOf } from './catalogue-file';
export { PlatformFileError } from './platform-file-error';
export { catalogueVariable, pricesVariable } from './platform-file-variables';
export { priceBookOf } from './price-book-file';
