import {
  cpuShape,
  gpuShapes,
  payloadBatchLimit,
  vcpuAt,
  vcpuSizes,
  type Catalogue,
  type CpuProfile,
  type FunctionShape,
  type GpuProfile,
} from '@harmonybatch/model';
import { cpuDesign, type CpuDesign, type CpuPoint, type GpuDesign, type GpuPoint } from '@harmonybatch/profiling';
import { Refusal } from '../refusal';

const mbPerGb = 1024;

/** From the least to the most. */
export interface VcpuRange {
  readonly least: number;
  readonly most: number;
}

/** What of a catalogue is profiled. */
export interface DesignTerms {
  readonly catalogue: Catalogue;
  /** Main memory of the functions: what the model needs with its largest batch, MB. */
  readonly memoryMb: number;
  /** Size of an item, bytes. */
  readonly itemBytes: number;
  /** Absent: the catalogue's largest batch. */
  readonly maxBatchSize?: number;
}

/** Where points lie, and which function each is measured on. */
export interface CpuPlan {
  readonly design: CpuDesign;
  readonly shapeOf: (point: CpuPoint) => FunctionShape;
}

/** @throws Refusal where the catalogue has too few functions in the range */
export function cpuPlan(terms: DesignTerms, { least, most }: VcpuRange): CpuPlan {
  const { catalogue } = terms;
  const shapes = new Map<number, FunctionShape>();
  for (let size = 0; size < vcpuSizes(catalogue); size += 1) {
    const vcpu = vcpuAt(catalogue, size);
    const shape = cpuShape(catalogue, neededMemory(terms.memoryMb), vcpu, 1);
    if (vcpu >= least && vcpu <= most && shape !== null) shapes.set(vcpu, shape);
  }
  if (shapes.size < 3) {
    const what = `Catalogue ${catalogue.name} has ${shapes.size} CPU functions with ${terms.memoryMb} MB from ${least} to ${most} vCPU`;
    throw new Refusal(`${what}; a profile needs at least 3.`, [], 'Widen --vcpu, or lower --memory.');
  }
  const design = cpuDesign([...shapes.keys()], largestBatch(terms, catalogue.cpu.maxBatchSize));
  return { design, shapeOf: ({ vcpu }) => shapes.get(vcpu)! };
}

/** As far as a function's size depends on its model. */
const neededMemory = (baseMb: number): CpuProfile => ({ memoryMb: { slopeMbPerRequest: 0, baseMb }, avg: [], max: [] });

export interface GpuPlan {
  readonly design: GpuDesign;
  readonly card: string;
  readonly shapeOf: (point: GpuPoint) => FunctionShape;
}

/** @param card as the catalogue names it; its first one where absent. @throws Refusal where there is no such card */
export function gpuPlan(terms: DesignTerms, card?: string): GpuPlan {
  const { gpus, name } = terms.catalogue;
  const offer = gpus.find((one) => card === undefined || one.card === card);
  if (offer === undefined)
    throw new Refusal(
      `Catalogue ${name} has no card ${card}; it has ${gpus.map((one) => one.card).join(', ') || 'none'}.`,
    );
  const shapes = new Map<number, FunctionShape>();
  for (const shape of gpuShapes(terms.catalogue, cardAlone(offer.card, offer.cardMemoryGb, terms.memoryMb))) {
    const gpuMemoryGb = shape.gpuMemoryMb! / mbPerGb;
    if (!shapes.has(gpuMemoryGb)) shapes.set(gpuMemoryGb, shape);
  }
  if (!shapes.has(offer.cardMemoryGb))
    throw new Refusal(`No function with ${terms.memoryMb} MB holds all of ${offer.card}.`, [], 'Lower --memory.');
  const sizes = [...shapes].map(([gpuMemoryGb, { vcpu }]) => ({ gpuMemoryGb, vcpu }));
  const maxBatchSize = largestBatch(terms, offer.maxBatchSize);
  return {
    design: { cardMemoryGb: offer.cardMemoryGb, sizes, maxBatchSize },
    card: offer.card,
    shapeOf: ({ gpuMemoryGb }) => shapes.get(gpuMemoryGb)!,
  };
}

/** As far as the functions on a card depend on the model. */
const cardAlone = (card: string, cardMemoryGb: number, memoryMb: number): GpuProfile => ({
  card,
  cardMemoryGb,
  memoryMb,
  timeSliceSeconds: 1,
  xi1SecondsPerRequest: 0,
  xi2Seconds: 0,
  batchLimitByGb: [],
  gpuShare: 1,
  cpuShare: 0,
});

function largestBatch({ catalogue, itemBytes, maxBatchSize = Infinity }: DesignTerms, offered: number): number {
  const carried = payloadBatchLimit(catalogue, itemBytes);
  if (carried < 1) throw new Refusal(`The item does not fit into one invocation (${catalogue.maxPayloadBytes} bytes).`);
  return Math.min(offered, carried, maxBatchSize);
}
