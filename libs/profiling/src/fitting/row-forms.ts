import { curveRange, curveSeconds, type CpuCurve } from '@harmonybatch/model';
import { fitExponential } from './exponential-search';
import { linearLeastSquares } from './least-squares';
import { distinct, type FitPoint, type Form, type Surface } from './surface';

/** Fits the points of one batch size; null where they do not determine the curve. */
type RowFit = (row: readonly FitPoint[]) => CpuCurve | null;

const rowsOf = (points: readonly FitPoint[]): Map<number, FitPoint[]> =>
  new Map(
    distinct(points.map(({ batchSize }) => batchSize)).map((batchSize) => [
      batchSize,
      points.filter((point) => point.batchSize === batchSize).sort((one, other) => one.vcpu - other.vcpu),
    ]),
  );

/** A curve for each measured batch size; between two of them, a line over the batch size. */
const rowForm = (name: string, parametersOfRow: (row: readonly FitPoint[]) => number, fitRow: RowFit): Form => ({
  name,
  parameters: (points) => [...rowsOf(points).values()].reduce((sum, row) => sum + parametersOfRow(row), 0),
  fit(points) {
    const curves = new Map<number, CpuCurve>();
    for (const [batchSize, row] of rowsOf(points)) {
      const curve = fitRow(row);
      if (curve === null) return null;
      curves.set(batchSize, curve);
    }
    return surfaceOfRows(curves, distinct(points.map(({ vcpu }) => vcpu)));
  },
});

function surfaceOfRows(curves: ReadonlyMap<number, CpuCurve>, knots: readonly number[]): Surface {
  const sizes = [...curves.keys()];
  const curve = (batchSize: number): CpuCurve | null => {
    const below = sizes.findLast((size) => size <= batchSize);
    const above = sizes.find((size) => size >= batchSize);
    if (below === undefined || above === undefined) return null;
    if (below === above) return curves.get(below)!;
    return blended(curves.get(below)!, curves.get(above)!, (batchSize - below) / (above - below), knots);
  };
  return { curve, seconds: ({ vcpu, batchSize }) => secondsWithin(curve(batchSize), vcpu) };
}

function secondsWithin(curve: CpuCurve | null, vcpu: number): number | null {
  if (curve === null) return null;
  const { least, most } = curveRange(curve);
  return vcpu < least || vcpu > most ? null : curveSeconds(curve, vcpu);
}

/** What lies between two curves; of other forms than work over cores, as a table at the measured vCPU. */
function blended(one: CpuCurve, other: CpuCurve, part: number, knots: readonly number[]): CpuCurve | null {
  const mixed = (low: number, high: number): number => low + part * (high - low);
  if (one.form === 'reciprocal' && other.form === 'reciprocal')
    return {
      form: 'reciprocal',
      workVcpuSeconds: mixed(one.workVcpuSeconds, other.workVcpuSeconds),
      baseSeconds: mixed(one.baseSeconds, other.baseSeconds),
    };
  const points = knots.flatMap((vcpu) => {
    const [low, high] = [secondsWithin(one, vcpu), secondsWithin(other, vcpu)];
    return low === null || high === null ? [] : [{ vcpu, seconds: mixed(low, high) }];
  });
  return points.length === 0 ? null : { form: 'measured', points };
}

export const rowReciprocal: Form = rowForm(
  'work / vCPU, each batch size by itself',
  () => 2,
  (row) => {
    if (row.length < 2) return null;
    const found = linearLeastSquares(row.map(({ vcpu, seconds }) => ({ basis: [1 / vcpu, 1], value: seconds })));
    const [workVcpuSeconds = -1, baseSeconds = 0] = found ?? [];
    return workVcpuSeconds < 0 ? null : { form: 'reciprocal', workVcpuSeconds, baseSeconds };
  },
);

export const rowExponential: Form = rowForm(
  'Eq. 1, each batch size by itself',
  () => 3,
  (row) => {
    if (row.length < 3) return null;
    const found = fitExponential(row, { terms: ({ vcpu }, beta) => [Math.exp(-vcpu / beta), 1] });
    const [alphaSeconds = -1, gammaSeconds = 0] = found?.coefficients ?? [];
    return found === null || alphaSeconds < 0 ? null : { alphaSeconds, betaVcpu: found.beta, gammaSeconds };
  },
);

/** What was measured, without a formula. */
export const rowTable: Form = rowForm(
  'the measured table',
  (row) => row.length,
  (row) => (row.length < 2 ? null : { form: 'measured', points: row.map(({ vcpu, seconds }) => ({ vcpu, seconds })) }),
);
