import { shapeFault, type Catalogue, type FunctionShape } from '@harmonybatch/model';

/** Which sizes of functions are offered. */
export interface SizeRules {
  /** What is wrong with a size, in the words of the API's fields; nothing where it is offered. */
  fault(shape: FunctionShape, gpuType: string | undefined): string | undefined;
}

/** The rules of a catalogue: the same that a planner chooses from. */
export const catalogueRules = (catalogue: Catalogue): SizeRules => ({
  fault(shape, gpuType) {
    if (gpuType !== undefined && gpuType !== catalogue.gpu.gpuType) {
      return `gpuConfig: gpuType ${gpuType} is not offered; the catalogue ${catalogue.name} has ${catalogue.gpu.gpuType}`;
    }
    return shapeFault(catalogue, shape) ?? undefined;
  },
});
