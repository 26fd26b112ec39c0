import { useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';

interface Way {
  /** Whether the way back skips what is shown now: for what changes while one types or slides. */
  readonly replace?: boolean;
}

/** Goes to a page of the console, or to another state of this one. */
export function useGoTo(): (href: string, way?: Way) => void {
  const { history } = useRouter();
  return useCallback(
    (href, { replace = false } = {}) => (replace ? history.replace(href) : history.push(href)),
    [history],
  );
}
