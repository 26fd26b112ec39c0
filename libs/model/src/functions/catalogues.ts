import type { Catalogue } from './catalogue';
import { alibaba2023 } from './catalogues/alibaba-2023';
import { alibabaCurrent } from './catalogues/alibaba-current';
import { paper2023 } from './catalogues/paper-2023';

/** Every catalogue, by its name. */
export const catalogues: Readonly<Record<string, Catalogue>> = {
  [paper2023.name]: paper2023,
  [alibaba2023.name]: alibaba2023,
  [alibabaCurrent.name]: alibabaCurrent,
};
