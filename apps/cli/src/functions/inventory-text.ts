import { plainText } from '../render/plain-text';
import { renderTable } from '../render/table';
import type { Style } from '../render/terminal';
import type { FunctionUse, Inventory, OwnedFunction } from './inventory';

const useWords = { in_force: 'in force', pinned: 'pinned', earlier: 'replaced just now' } as const;

const useText = ({ model, epoch, use }: FunctionUse): string => `${plainText(model)}, epoch ${epoch}, ${useWords[use]}`;

function stateText({ state, reason, unclaimed }: OwnedFunction, style: Style): string {
  const said = reason === undefined ? state : `${state}: ${plainText(reason)}`;
  const shown = state === 'ready' ? style.green(said) : style.yellow(said);
  return unclaimed ? `${shown}, without tags` : shown;
}

/** The functions of a deployment, their states, and the plans that use them. */
export function renderInventory({ functions, missing }: Inventory, style: Style): string {
  const rows = functions.map((one) => [
    plainText(one.name),
    stateText(one, style),
    one.usedBy.map(useText).join('; ') || style.dim('no plan'),
  ]);
  const absent = missing.map(({ name, ...use }) => [plainText(name), style.red('missing'), useText(use)]);
  if (rows.length + absent.length === 0) return '  no functions\n';
  return renderTable([{ title: 'function' }, { title: 'state' }, { title: 'plan' }], [...rows, ...absent], style);
}
