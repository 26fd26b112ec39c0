import 'reflect-metadata';
import { IngestRehearsal, rehearse } from '@harmonybatch/rehearsal';
import { runService } from '@harmonybatch/service-kit';
import { metricsOfService } from '@harmonybatch/telemetry';
import { variables } from './ingest-variables';
import { IngestModule } from './ingest.module';

void runService({
  name: 'ingest',
  purpose: 'Checks requests and passes them on.',
  metrics: metricsOfService.ingest,
  variables,
  module: IngestModule,
  rehearse: (terms) => rehearse(new IngestRehearsal(), terms),
});
