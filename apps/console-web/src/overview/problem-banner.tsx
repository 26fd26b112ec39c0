import type { Overview } from '@harmonybatch/console-api';
import { ArrowRight, CircleCheck, OctagonAlert, TriangleAlert, type LucideIcon } from 'lucide-react';
import { PageLink } from '../search/page-link';
import styles from './overview.module.css';

type Problem = Overview['problem'];

const icons: Record<Problem['severity'], LucideIcon> = {
  none: CircleCheck,
  warning: TriangleAlert,
  critical: OctagonAlert,
};

/** The one sentence on what is wrong now, or that nothing is. */
export function ProblemBanner({ problem }: { readonly problem: Problem }) {
  const Icon = icons[problem.severity];
  return (
    <div className={styles.problem} data-severity={problem.severity}>
      <Icon size={26} aria-hidden />
      <p role="status">{problem.sentence}</p>
      {problem.href === null ? null : (
        <PageLink href={problem.href}>
          Show it <ArrowRight size={15} aria-hidden />
        </PageLink>
      )}
    </div>
  );
}
