import { Page } from '../frame/page';
import { Empty } from '../states/empty';

export function OverviewPage() {
  return (
    <Page title="Overview">
      <Empty title="Nothing is shown here yet." />
    </Page>
  );
}
