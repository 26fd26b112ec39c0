import { Page } from '../frame/page';
import { Empty } from '../states/empty';

export function MoneyPage() {
  return (
    <Page title="Money">
      <Empty title="Nothing is shown here yet." />
    </Page>
  );
}
