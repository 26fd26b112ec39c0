import type { PromiseState } from '@harmonybatch/console-api';
import { CircleCheck, CircleDashed, CircleOff, CircleX, TriangleAlert, type LucideIcon } from 'lucide-react';
import styles from './figures.module.css';

interface Look {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly meaning: string;
}

/** How each state of a promise is called, worst first. A state has a shape and a word, never a color alone. */
export const promiseLooks: Readonly<Record<PromiseState, Look>> = {
  unserved: { word: 'not served', icon: CircleOff, meaning: 'In no group of the plan in force.' },
  broken: { word: 'broken', icon: CircleX, meaning: 'Fewer in SLO than promised, and too few for chance.' },
  'at-risk': { word: 'at risk', icon: TriangleAlert, meaning: 'Fewer than promised, but chance could do that.' },
  kept: { word: 'kept', icon: CircleCheck, meaning: 'At least as many in SLO as promised.' },
  quiet: { word: 'quiet', icon: CircleDashed, meaning: 'No request in the window.' },
};

export const promiseStates = Object.keys(promiseLooks) as PromiseState[];

/** The state of a promise as shape and word. */
export function PromiseMark({ state }: { readonly state: PromiseState }) {
  const { word, icon: Icon, meaning } = promiseLooks[state];
  return (
    <span className={styles.state} data-state={state} title={meaning}>
      <Icon size={15} aria-hidden />
      {word}
    </span>
  );
}
