import { limits } from '@harmonybatch/contracts';
import { catalogues, type Catalogue } from '@harmonybatch/model';
import { Type, type Static } from '@sinclair/typebox';
import { namedOrFile } from './named-or-file';
import { PlatformFileError, type PlatformFileProblem } from './platform-file-error';
import { readDocument } from './read-document';
import { FileName, IsoDate } from './scalars';

const maxMb = 1e7;
const maxGb = 1e4;
const maxVcpu = 1024;
const maxInstances = 1_000;
/** A finer grid would only take planning time. */
const maxSizes = 1_000;

const Vcpu = Type.Number({ exclusiveMinimum: 0, maximum: maxVcpu });
const Megabytes = Type.Number({ exclusiveMinimum: 0, maximum: maxMb });
const StepMb = Type.Number({ minimum: 0, maximum: maxMb });
const Gigabytes = Type.Number({ exclusiveMinimum: 0, maximum: maxGb });
const BatchSize = Type.Integer({ minimum: 1, maximum: limits.maxBatchSize });
const Word = Type.String({ minLength: 1, maxLength: 64 });

const Cpu = Type.Object(
  {
    minVcpu: Vcpu,
    maxVcpu: Vcpu,
    stepVcpu: Vcpu,
    memoryStepMb: StepMb,
    minMemoryMb: Megabytes,
    maxMemoryMb: Megabytes,
    minMemoryGbPerVcpu: Type.Number({ minimum: 0, maximum: maxGb }),
    maxMemoryGbPerVcpu: Gigabytes,
    maxBatchSize: BatchSize,
  },
  { additionalProperties: false },
);

const Sliced = Type.Object(
  {
    sharing: Type.Literal('time-sliced'),
    card: Word,
    gpuType: Word,
    cardMemoryGb: Gigabytes,
    stepGb: Gigabytes,
    gbPerVcpu: Gigabytes,
    stepVcpu: Type.Number({ minimum: 0, maximum: maxVcpu }),
    maxMemoryGbPerVcpu: Gigabytes,
    minMemoryMb: Megabytes,
    memoryStepMb: StepMb,
    maxBatchSize: BatchSize,
  },
  { additionalProperties: false },
);

const Whole = Type.Object(
  {
    sharing: Type.Literal('whole-card'),
    card: Word,
    gpuType: Word,
    cardMemoryGb: Gigabytes,
    hosts: Type.Array(Type.Object({ vcpu: Vcpu, memoryMb: Megabytes }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: 32,
    }),
    maxBatchSize: BatchSize,
  },
  { additionalProperties: false },
);

const CatalogueFile = Type.Object(
  {
    name: FileName,
    effectiveDate: IsoDate,
    maxPayloadBytes: Type.Integer({ minimum: 1, maximum: limits.maxInvocationBytes }),
    maxInstancesPerFunction: Type.Optional(Type.Integer({ minimum: 1, maximum: maxInstances })),
    cpu: Cpu,
    gpus: Type.Array(Type.Union([Sliced, Whole]), { maxItems: 32 }),
  },
  { additionalProperties: false },
);
type CatalogueFile = Static<typeof CatalogueFile>;

/**
 * The catalogue that ships under this name, or the one in the YAML or JSON file of this path.
 * @throws PlatformFileError that names every fault.
 */
export const catalogueOf = (nameOrPath: string): Catalogue =>
  namedOrFile(nameOrPath, 'catalogue', catalogues, readCatalogue);

function readCatalogue(path: string): Catalogue {
  const file = readDocument(path, CatalogueFile);
  const problems = [...cpuProblems(file), ...gpuProblems(file)];
  if (problems.length > 0) throw new PlatformFileError(`${path} is not as it should be`, problems);
  return file;
}

function cpuProblems({ cpu }: CatalogueFile): PlatformFileProblem[] {
  const problems: PlatformFileProblem[] = [];
  const atLeast = (field: keyof typeof cpu, min: keyof typeof cpu): void => {
    if (cpu[field] < cpu[min]) problems.push({ field: `cpu.${field}`, message: `is below ${min}` });
  };
  atLeast('maxVcpu', 'minVcpu');
  atLeast('maxMemoryMb', 'minMemoryMb');
  atLeast('maxMemoryGbPerVcpu', 'minMemoryGbPerVcpu');
  if ((cpu.maxVcpu - cpu.minVcpu) / cpu.stepVcpu > maxSizes) {
    problems.push({ field: 'cpu.stepVcpu', message: `gives more than ${maxSizes} sizes; take a larger step` });
  }
  return problems;
}

function gpuProblems({ gpus }: CatalogueFile): PlatformFileProblem[] {
  return gpus.flatMap((gpu, index): PlatformFileProblem[] => {
    const field = `gpus.${index}`;
    const double = gpus.findIndex(({ gpuType }) => gpuType === gpu.gpuType) < index;
    const problems = double ? [{ field: `${field}.gpuType`, message: `${gpu.gpuType} is listed twice; keep one` }] : [];
    if (gpu.sharing === 'whole-card') return problems;
    if (gpu.stepGb > gpu.cardMemoryGb) problems.push({ field: `${field}.stepGb`, message: 'is above cardMemoryGb' });
    if (gpu.cardMemoryGb / gpu.stepGb > maxSizes) {
      problems.push({ field: `${field}.stepGb`, message: `gives more than ${maxSizes} slices; take a larger step` });
    }
    return problems;
  });
}
