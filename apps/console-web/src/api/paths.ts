import type { apiPath, RouteName, routes } from '@harmonybatch/console-api';

/** Where the API begins, as the contract says; its types are imported and nothing else, so that no schema is in the bundle. */
export const apiBase: typeof apiPath = '/api/v1';

/** Method and path of every call, as the contract says: the compiler compares each. */
export const paths: { readonly [Name in RouteName]: Pick<(typeof routes)[Name], 'method' | 'path'> } = {
  overview: { method: 'get', path: '/overview' },
  apps: { method: 'get', path: '/apps' },
  app: { method: 'get', path: '/apps/{app}' },
  sloPrices: { method: 'get', path: '/apps/{app}/slo-prices' },
  requests: { method: 'get', path: '/requests' },
  request: { method: 'get', path: '/requests/{identity}' },
  plans: { method: 'get', path: '/models/{model}/plans' },
  plan: { method: 'get', path: '/models/{model}/plan' },
  decide: { method: 'post', path: '/models/{model}/plan/decision' },
  whatIf: { method: 'post', path: '/models/{model}/what-if' },
  functions: { method: 'get', path: '/functions' },
  deadLetters: { method: 'get', path: '/dead-letters' },
  resend: { method: 'post', path: '/dead-letters/resend' },
  knownErrors: { method: 'get', path: '/errors' },
  money: { method: 'get', path: '/money' },
  moneyCsv: { method: 'get', path: '/money.csv' },
  moneyFocus: { method: 'get', path: '/money.focus.csv' },
  events: { method: 'get', path: '/events' },
};
