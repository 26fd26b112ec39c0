import type { PlanPage } from '@harmonybatch/console-api';

/** What of a plan the picture shows: of one that is in force, or of one that would be. */
export type ShownPlan = Pick<PlanPage, 'groups' | 'unservable' | 'notes' | 'currency'>;
