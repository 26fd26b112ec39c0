import type { FunctionShape } from '@harmonybatch/model';
import { decimal, milliseconds, money, perMillion, plural, rate } from './figures';
import { functionLabel, functionRest } from './function-label';
import { plainText } from './plain-text';
import { renderTable, type Row } from './table';
import type { Style } from './terminal';

/** What `plan FILE` and a published plan have in common. */
export interface ShownPlan {
  readonly currency: string;
  readonly costPerRequest: number;
  readonly costPerSecond: number;
  readonly planningMs: number;
  readonly groups: readonly {
    readonly apps: readonly { readonly name: string; sloMs: number; rateHz: number; timeoutMs: number }[];
    readonly function: FunctionShape;
    readonly batchSize: number;
    readonly latencyMs: { readonly avg: number; readonly max: number };
    readonly costPerRequest: number;
    readonly meanBatchSize: number;
  }[];
}

type Group = ShownPlan['groups'][number];

const range = ({ avg, max }: Group['latencyMs']): string =>
  `${milliseconds(avg).replace(' ms', '')} – ${milliseconds(max)}`;

const batch = ({ batchSize, meanBatchSize }: Group): string =>
  batchSize === 1 ? 'no batching' : `up to ${batchSize}, mean ${decimal(meanBatchSize, 1)}`;

/** Lines of a group: its function beside its apps, whichever are more. */
function rowsOf(group: Group, at: number, style: Style): Row[] {
  const paint = group.function.type === 'gpu' ? style.green : style.cyan;
  const facts = [
    [
      String(at + 1),
      paint(functionLabel(group.function)),
      batch(group),
      range(group.latencyMs),
      perMillion(group.costPerRequest),
    ],
    ['', style.dim(functionRest(group.function)), '', '', ''],
  ];
  const lines = Math.max(facts.length, group.apps.length);
  return Array.from({ length: lines }, (_, line) => {
    const app = group.apps[line];
    const [number = '', shape = '', size = '', latency = '', cost = ''] = facts[line] ?? [];
    const appCells = app
      ? [plainText(app.name), milliseconds(app.sloMs), rate(app.rateHz), milliseconds(app.timeoutMs)]
      : ['', '', '', ''];
    return [number, shape, size, latency, ...appCells, cost];
  });
}

/** The plan as a table, a group a block, with its cost below. */
export function renderPlan(plan: ShownPlan, style: Style): string {
  const columns = [
    { title: '#' },
    { title: 'Function' },
    { title: 'Batch' },
    { title: 'Runs for', align: 'right' },
    { title: 'App' },
    { title: 'SLO', align: 'right' },
    { title: 'Rate', align: 'right' },
    { title: 'May wait', align: 'right' },
    { title: `${plan.currency} per million`, align: 'right' },
  ] as const;
  const rows = plan.groups.flatMap((group, at): Row[] => [
    ...(at === 0 ? [] : ['rule' as const]),
    ...rowsOf(group, at, style),
  ]);
  const apps = plan.groups.reduce((sum, group) => sum + group.apps.length, 0);
  const cost = style.bold(`${perMillion(plan.costPerRequest)} ${plan.currency} per million requests`);
  return (
    `${renderTable(columns, rows, style)}\n` +
    `  ${cost}, ${money(plan.costPerSecond)} ${plan.currency} per second\n` +
    `  ${style.dim(`${plural(apps, 'app')} in ${plural(plan.groups.length, 'group')}, planned in ${milliseconds(plan.planningMs)}`)}\n`
  );
}
