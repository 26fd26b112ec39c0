import { Page } from '../frame/page';
import { Empty } from '../states/empty';

export function RequestsPage() {
  return (
    <Page title="Requests">
      <Empty title="Nothing is shown here yet." />
    </Page>
  );
}
