export { catalogueOf } from './catalogue-file';
export { imageCommandsOf, type ImageCommands, type LocalCommand } from './image-commands';
export { PlatformFileError } from './platform-file-error';
export { catalogueVariable, imageCommandsVariable, pricesVariable } from './platform-file-variables';
export { priceBookOf } from './price-book-file';
