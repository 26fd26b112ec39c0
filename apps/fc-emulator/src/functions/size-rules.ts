import { shapeFault, type Catalogue, type FunctionShape } from '@harmonybatch/model';

/** Which sizes of functions are offered. */
export interface SizeRules {
  /** What is wrong with a size, in the words of the API's fields; nothing where it is offered. */
  fault(shape: FunctionShape, gpuType: string | undefined): string | undefined;
  /** Whether functions on this kind of card hold it whole. */
  isHeldWhole(gpuType: string): boolean;
}

/** The rules of a catalogue: the same that a planner chooses from. */
export const catalogueRules = (catalogue: Catalogue): SizeRules => ({
  fault(shape, gpuType) {
    if (gpuType === undefined) return shapeFault(catalogue, shape) ?? undefined;
    const offer = catalogue.gpus.find((one) => one.gpuType === gpuType);
    if (offer === undefined) {
      const offered = catalogue.gpus.map((one) => one.gpuType).join(', ');
      return `gpuConfig: gpuType ${gpuType} is not offered; the catalogue ${catalogue.name} has ${offered}`;
    }
    return shapeFault(catalogue, shape) ?? undefined;
  },
  isHeldWhole: (gpuType) => catalogue.gpus.some((one) => one.gpuType === gpuType && one.sharing === 'whole-card'),
});
