import { priceBooks, type PriceBook } from '@harmonybatch/model';
import { Type, type Static } from '@sinclair/typebox';
import { namedOrFile } from './named-or-file';
import { PlatformFileError, type PlatformFileProblem } from './platform-file-error';
import { readDocument } from './read-document';
import { FileName, IsoDate } from './scalars';

/** No second of a function and no request costs more than this, in any currency. */
const Price = Type.Number({ minimum: 0, maximum: 1e9 });
const Seconds = Type.Number({ minimum: 0, maximum: 1e9 });
const KeepAlive = Type.Union([Seconds, Type.Literal('forever')], { description: 'Seconds from 0, or forever.' });
const byType = <T extends typeof Price | typeof KeepAlive>(value: T) =>
  Type.Object({ cpu: value, gpu: value }, { additionalProperties: false });

const Rates = Type.Object(
  {
    perVcpuSecond: Price,
    perMemoryGbSecond: Price,
    perGpuMemoryGbSecond: Type.Record(Type.String({ minLength: 1, maxLength: 64 }), Price, { maxProperties: 32 }),
  },
  { additionalProperties: false },
);

const PriceBookFile = Type.Object(
  {
    name: FileName,
    effectiveDate: IsoDate,
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'Three letters, such as CNY.' }),
    active: Rates,
    idle: Rates,
    perInvocation: Price,
    billingStepSeconds: byType(Seconds),
    gpuFunctionsPayHost: Type.Boolean(),
    keepAliveSeconds: byType(KeepAlive),
    holdSeconds: Type.Optional(byType(KeepAlive)),
    billsInitialisation: Type.Optional(Type.Boolean()),
    minimumPerFunctionHour: Type.Optional(byType(Price)),
    tiers: Type.Optional(
      Type.Array(
        Type.Object(
          { fromPerMonth: Price, factor: Type.Number({ exclusiveMinimum: 0, maximum: 1 }) },
          { additionalProperties: false },
        ),
        { maxItems: 32 },
      ),
    ),
  },
  { additionalProperties: false },
);
type PriceBookFile = Static<typeof PriceBookFile>;

/**
 * The price book that ships under this name, or the one in the YAML or JSON file of this path.
 * @throws PlatformFileError that names every fault.
 */
export const priceBookOf = (nameOrPath: string): PriceBook =>
  namedOrFile(nameOrPath, 'price book', priceBooks, readPriceBook);

function readPriceBook(path: string): PriceBook {
  const file = readDocument(path, PriceBookFile);
  const problems = [...idleProblems(file), ...holdProblems(file), ...tierProblems(file)];
  if (problems.length > 0) throw new PlatformFileError(`${path} is not as it should be`, problems);
  const { keepAliveSeconds, holdSeconds = keepAliveSeconds, ...book } = file;
  return {
    billsInitialisation: false,
    minimumPerFunctionHour: { cpu: 0, gpu: 0 },
    tiers: [],
    ...book,
    keepAliveSeconds: secondsByType(keepAliveSeconds),
    holdSeconds: secondsByType(holdSeconds),
  };
}

const secondsByType = ({ cpu, gpu }: PriceBookFile['keepAliveSeconds']): PriceBook['keepAliveSeconds'] => ({
  cpu: secondsOf(cpu),
  gpu: secondsOf(gpu),
});

const secondsOf = (value: number | 'forever'): number => (value === 'forever' ? Infinity : value);

/** A card that is priced while it runs must be priced while it waits, if only with 0. */
const idleProblems = ({ active, idle }: PriceBookFile): PlatformFileProblem[] =>
  Object.keys(active.perGpuMemoryGbSecond)
    .filter((kind) => idle.perGpuMemoryGbSecond[kind] === undefined)
    .map((kind) => ({
      field: `idle.perGpuMemoryGbSecond.${kind}`,
      message: 'is missing; a card that is priced under active needs an idle price, be it 0',
    }));

/** What is billed after the last invocation is there for as long. */
const holdProblems = ({ keepAliveSeconds, holdSeconds }: PriceBookFile): PlatformFileProblem[] =>
  (['cpu', 'gpu'] as const)
    .filter((type) => holdSeconds !== undefined && secondsOf(holdSeconds[type]) < secondsOf(keepAliveSeconds[type]))
    .map((type) => ({
      field: `holdSeconds.${type}`,
      message: 'must be no less than keepAliveSeconds: what is billed is held',
    }));

const tierProblems = ({ tiers = [] }: PriceBookFile): PlatformFileProblem[] =>
  tiers.flatMap(({ fromPerMonth }, index) =>
    index === 0 || fromPerMonth > tiers[index - 1]!.fromPerMonth
      ? []
      : [{ field: `tiers.${index}.fromPerMonth`, message: 'must be above that of the previous tier' }],
  );
