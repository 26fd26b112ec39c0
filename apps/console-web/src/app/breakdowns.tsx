import type { AppPage } from '@harmonybatch/console-api';
import { LinkBars } from '../chart/link-bars';
import { Panel } from '../frame/panel';
import { lateCauseNames, lateCauses } from '../requests/late-causes';
import { links } from '../search/links';
import { Empty } from '../states/empty';

/** Why batches leave, in words. */
const batchReasons: Readonly<Record<string, string>> = {
  size: 'the batch was full',
  deadline: 'a deadline came near',
  late: 'it was late already',
  unplanned: 'no plan named the app yet',
};

/** Late requests by cause, errors by code, batches by why they left: each a link to those requests. */
export function Breakdowns({ page }: { readonly page: AppPage }) {
  const { app } = page.app;
  const late = lateCauseNames.filter((cause) => (page.lateCauses[cause] ?? 0) > 0);
  const codes = Object.entries(page.errorCodes).sort(([, one], [, other]) => other - one);
  const reasons = Object.entries(page.batchReasons).sort(([, one], [, other]) => other - one);
  return (
    <>
      <Panel title="Late requests by cause" note="What took most beyond what the plan had for it.">
        {late.length === 0 ? (
          <Empty title="No request was late in this window." />
        ) : (
          <LinkBars
            bars={late.map((cause) => ({
              ...lateCauses[cause],
              value: page.lateCauses[cause] ?? 0,
              href: links.requests({ app, state: 'late', cause }),
            }))}
          />
        )}
      </Panel>
      <Panel title="Errors by code">
        {codes.length === 0 ? (
          <Empty title="No request failed in this window." />
        ) : (
          <LinkBars
            bars={codes.map(([code, value]) => ({
              name: code,
              value,
              color: 'var(--bad)',
              href: links.requests({ app, code }),
            }))}
          />
        )}
      </Panel>
      <Panel title="Why its batches left">
        {reasons.length === 0 ? (
          <Empty title="No batch of it left in this window." />
        ) : (
          <LinkBars
            bars={reasons.map(([reason, value]) => ({ name: batchReasons[reason] ?? reason, value, href: null }))}
          />
        )}
      </Panel>
    </>
  );
}
