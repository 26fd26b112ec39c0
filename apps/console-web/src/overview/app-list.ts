import type { AppList } from '@harmonybatch/console-api';
import type { UseQueryResult } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { CallError } from '../api/call';
import { useCall } from '../api/use-call';
import { defaultWindow } from '../search/windows';

const route = getRouteApi('/');
/** As many as the server gives at once. */
const most = 1_000;

/** The apps that the filter in the address leaves, worst first unless chosen otherwise. */
export function useAppList(): UseQueryResult<AppList, CallError> {
  const { window = defaultWindow, state, model, q, sort = 'worst' } = route.useSearch();
  const filter = { ...(state && { state }), ...(model && { model }), ...(q && { q }) };
  return useCall('apps', { query: { window, sort, ...filter, limit: most } }, { everyMs: 5_000 });
}
