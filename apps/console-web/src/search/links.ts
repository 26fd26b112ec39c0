import type { AppSort, PromiseState, Window } from '@harmonybatch/console-api';
import { stringifySearch } from './search-params';
import { defaultWindow } from './windows';

/** What each page keeps in its URL. Everything that somebody chose is there, so that a link shows another the same. */
export interface OverviewSearch {
  readonly window?: Window;
  readonly state?: PromiseState;
  readonly sort?: AppSort;
  readonly model?: string;
  readonly q?: string;
}
export interface AppSearch {
  readonly window?: Window;
}
export const requestStates = ['ok', 'late', 'failed', 'expired', 'rejected'] as const;
export interface RequestsSearch {
  readonly app?: string;
  readonly id?: string;
  readonly state?: (typeof requestStates)[number];
  readonly cause?: string;
  readonly code?: string;
  readonly batch?: string;
  readonly groupId?: string;
}
export interface FunctionsSearch {
  readonly window?: Window;
  readonly q?: string;
  readonly function?: string;
}
export interface DeadLettersSearch {
  readonly topic?: string;
  readonly code?: string;
  readonly sinceMs?: number;
  /** The letter that is looked at: topic/partition/offset. */
  readonly letter?: string;
}
export interface KnownErrorsSearch {
  readonly window?: Window;
  readonly q?: string;
  readonly code?: string;
}
export interface PlanSearch {
  readonly model?: string;
  readonly epoch?: number;
  readonly atMs?: number;
  /** The node of the picture whose way is lit. */
  readonly app?: string;
  readonly group?: string;
  readonly function?: string;
  /** Part of the names of apps that are looked for. */
  readonly q?: string;
  /** What the width of lanes says; their rate where absent. */
  readonly lanes?: 'money';
  readonly view?: 'what-if';
  /** Of the what-if: apps that are other than now, as `changesText` writes them. */
  readonly change?: string;
  readonly factor?: string;
  readonly prices?: string;
  readonly catalogue?: string;
  readonly strategy?: string;
}
export interface MoneySearch {
  readonly by?: 'app' | 'group' | 'function';
  readonly model?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
}

const at = (path: string, search: object): string => {
  const { window, ...rest } = search as { window?: Window };
  return `${path}${stringifySearch({ ...(window === undefined || window === defaultWindow ? {} : { window }), ...rest })}`;
};

/** The address of every page in a state of it. */
export const links = {
  overview: (search: OverviewSearch = {}): string => at('/', search),
  app: (app: string, search: AppSearch = {}): string => at(`/apps/${encodeURIComponent(app)}`, search),
  requests: (search: RequestsSearch = {}): string => at('/requests', search),
  request: (identity: string): string => `/requests/${encodeURIComponent(identity)}`,
  plan: (search: PlanSearch = {}): string => at('/plan', search),
  functions: (search: FunctionsSearch = {}): string => at('/functions', search),
  money: (search: MoneySearch = {}): string => at('/money', search),
  deadLetters: (search: DeadLettersSearch = {}): string => at('/dead-letters', search),
  knownErrors: (search: KnownErrorsSearch = {}): string => at('/errors', search),
};
