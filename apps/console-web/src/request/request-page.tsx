import { Page } from '../frame/page';
import { Empty } from '../states/empty';

export function RequestPage() {
  return (
    <Page title="Request">
      <Empty title="Nothing is shown here yet." />
    </Page>
  );
}
