import type { ErrorComponentProps } from '@tanstack/react-router';
import { CallError } from '../api/call';
import { FaultNotice } from '../states/fault-notice';
import { Page } from './page';

/** A page that broke: the others still work. */
export function PageFailure({ error }: ErrorComponentProps) {
  const fault = {
    code: 'internal',
    error: `This page broke: ${error instanceof Error ? error.message : String(error)}.`,
    hint: 'Load it again. If the console was updated meanwhile, that is all it takes; else it is a bug of the console.',
  };
  return (
    <Page title="Something went wrong">
      <FaultNotice error={error instanceof CallError ? error : new CallError(fault, null)} />
    </Page>
  );
}
