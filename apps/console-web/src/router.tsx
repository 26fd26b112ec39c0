import type { AppSort } from '@harmonybatch/console-api';
import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { AppPage } from './app/app-page';
import { DeadLettersPage } from './dead-letters/dead-letters-page';
import { FunctionsPage } from './functions/functions-page';
import { KnownErrorsPage } from './known-errors/known-errors-page';
import { MoneyPage } from './money/money-page';
import { OverviewPage } from './overview/overview-page';
import { PlanPage } from './plan/plan-page';
import { RequestPage } from './request/request-page';
import { RequestsPage } from './requests/requests-page';
import { promiseStates } from './figures/promise-state';
import { Frame } from './frame/frame';
import { NotFound } from './frame/not-found';
import { PageFailure } from './frame/page-failure';
import * as link from './search/links';
import { oneOf, parseSearch, stringifySearch, text, whole, type Search } from './search/search-params';
import { windows } from './search/windows';

export const appSorts: readonly AppSort[] = ['worst', 'name', 'rate', 'cost', 'delivered', 'slo'];
const moneyBy = ['app', 'group', 'function'] as const;

// All pages come at once: they are small, and one that is opened later is there although the server is away, or another by then.
const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });

/** Without what is undefined: a search has only what was chosen. */
type Chosen<Of> = { [Key in keyof Of]?: Of[Key] | undefined };
function chosen<Of extends object>(search: Chosen<Of>): Of {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Of;
}

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: (search: Search) =>
    chosen<link.OverviewSearch>({
      window: oneOf(windows, search['window']),
      state: oneOf(promiseStates, search['state']),
      sort: oneOf(appSorts, search['sort']),
      model: text(search['model'], 63),
      q: text(search['q'], 63),
    }),
  component: OverviewPage,
});
const app = createRoute({
  getParentRoute: () => root,
  path: '/apps/$app',
  validateSearch: (search: Search) => chosen<link.AppSearch>({ window: oneOf(windows, search['window']) }),
  component: AppPage,
});
const requests = createRoute({
  getParentRoute: () => root,
  path: '/requests',
  validateSearch: (search: Search) =>
    chosen<link.RequestsSearch>({
      app: text(search['app'], 63),
      id: text(search['id']),
      state: oneOf(link.requestStates, search['state']),
      cause: text(search['cause'], 20),
      code: text(search['code'], 64),
      batch: text(search['batch'], 32),
      groupId: text(search['groupId'], 64),
    }),
  component: RequestsPage,
});
const request = createRoute({
  getParentRoute: () => root,
  path: '/requests/$identity',
  component: RequestPage,
});
const plan = createRoute({
  getParentRoute: () => root,
  path: '/plan',
  validateSearch: (search: Search) =>
    chosen<link.PlanSearch>({
      model: text(search['model'], 63),
      epoch: whole(search['epoch']),
      atMs: whole(search['atMs']),
      app: text(search['app'], 63),
      group: text(search['group'], 64),
      function: text(search['function'], 128),
      q: text(search['q'], 63),
      lanes: oneOf(['money'] as const, search['lanes']),
      view: oneOf(['what-if'] as const, search['view']),
      change: text(search['change'], 64_000),
      factor: text(search['factor'], 16),
      prices: text(search['prices'], 63),
      catalogue: text(search['catalogue'], 63),
      strategy: text(search['strategy'], 63),
    }),
  component: PlanPage,
});
const functions = createRoute({
  getParentRoute: () => root,
  path: '/functions',
  validateSearch: (search: Search) =>
    chosen<link.FunctionsSearch>({
      window: oneOf(windows, search['window']),
      q: text(search['q'], 63),
      function: text(search['function'], 128),
    }),
  component: FunctionsPage,
});
const money = createRoute({
  getParentRoute: () => root,
  path: '/money',
  validateSearch: (search: Search) =>
    chosen<link.MoneySearch>({
      by: oneOf(moneyBy, search['by']),
      model: text(search['model'], 63),
      fromMs: whole(search['fromMs']),
      toMs: whole(search['toMs']),
    }),
  component: MoneyPage,
});
const deadLetters = createRoute({
  getParentRoute: () => root,
  path: '/dead-letters',
  validateSearch: (search: Search) =>
    chosen<link.DeadLettersSearch>({
      topic: text(search['topic'], 249),
      code: text(search['code'], 64),
      sinceMs: whole(search['sinceMs']),
      letter: text(search['letter'], 300),
    }),
  component: DeadLettersPage,
});
const knownErrors = createRoute({
  getParentRoute: () => root,
  path: '/errors',
  validateSearch: (search: Search) =>
    chosen<link.KnownErrorsSearch>({
      window: oneOf(windows, search['window']),
      q: text(search['q'], 64),
      code: text(search['code'], 64),
    }),
  component: KnownErrorsPage,
});

export const router = createRouter({
  routeTree: root.addChildren([overview, app, requests, request, plan, functions, money, deadLetters, knownErrors]),
  parseSearch,
  stringifySearch,
  search: { strict: true }, // what is no value of a page's parameter is not there at all
  scrollRestoration: true,
  defaultErrorComponent: PageFailure,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
