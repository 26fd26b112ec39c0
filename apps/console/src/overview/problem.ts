import type { AppRow, Problem } from '@harmonybatch/console-api';

/** What can be wrong, as far as it is known. */
export interface Situation {
  /** Why what is shown is old or not whole, in words. */
  readonly readingFaults: readonly string[];
  readonly historyFault: string | null;
  readonly apps: readonly AppRow[];
  /** Models whose planner says that something is wrong, with what. */
  readonly planning: readonly { readonly model: string; readonly trouble: string }[];
  readonly deadLetters: number;
}

const noProblem: Problem = { severity: 'none', sentence: 'Every promise is kept.', href: null };
/** Cut, with the digits that pages have: what is not whole is never shown as whole, and what is missing to a promise stays visible. */
function percent(share: number): string {
  const scale = share > 0.99 && share < 1 ? 100 : 10;
  return `${Math.floor(100 * scale * share + 1e-9) / scale} %`;
}
const others = (count: number): string => (count === 0 ? '' : `, and ${count} more`);

/** The worst that is wrong, in a sentence. */
export function problemOf({ readingFaults, historyFault, apps, planning, deadLetters }: Situation): Problem {
  const [unread] = readingFaults;
  if (unread !== undefined) return { severity: 'critical', sentence: `What is shown is old: ${unread}.`, href: null };
  const broken = apps.filter(({ state }) => state === 'broken');
  if (broken.length > 0) return brokenProblem(broken);
  const unserved = apps.filter(({ state }) => state === 'unserved');
  if (unserved.length > 0)
    return {
      severity: 'critical',
      sentence: `No group of a plan serves ${unserved[0]!.app}${others(unserved.length - 1)}.`,
      href: unserved.length === 1 ? `/apps/${encodeURIComponent(unserved[0]!.app)}` : '/?state=unserved',
    };
  const [unplanned] = planning;
  if (unplanned !== undefined)
    return {
      severity: 'warning',
      sentence: `There is no newer plan of ${unplanned.model}: ${unplanned.trouble}`,
      href: `/plan?model=${encodeURIComponent(unplanned.model)}`,
    };
  if (historyFault !== null) return { severity: 'warning', sentence: `${capital(historyFault)}.`, href: '/money' };
  if (deadLetters > 0)
    return {
      severity: 'warning',
      sentence: `${deadLetters} dead ${deadLetters === 1 ? 'letter' : 'letters'} came: records that could not be read.`,
      href: '/dead-letters',
    };
  return apps.length === 0 ? { ...noProblem, sentence: 'No app is registered.' } : noProblem;
}

function brokenProblem(broken: readonly AppRow[]): Problem {
  const worst = broken.reduce((one, other) => (missing(other) > missing(one) ? other : one));
  return {
    severity: 'critical',
    sentence: `${worst.app} got ${percent(worst.delivered ?? 0)} in SLO, and was promised ${percent(worst.promised)}${others(broken.length - 1)}.`,
    href: broken.length === 1 ? `/apps/${encodeURIComponent(worst.app)}` : '/?state=broken',
  };
}

const missing = ({ promised, delivered }: AppRow): number => promised - (delivered ?? 0);
const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
