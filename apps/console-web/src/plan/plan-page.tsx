import { Page } from '../frame/page';
import { Empty } from '../states/empty';

export function PlanPage() {
  return (
    <Page title="Plan">
      <Empty title="Nothing is shown here yet." />
    </Page>
  );
}
