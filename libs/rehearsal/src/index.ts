export { rehearse, type Rehearsal, type RehearsalReport, type RehearsalTerms } from './rehearse';
export { BatcherRehearsal } from './stages/batcher-rehearsal';
export { DispatcherRehearsal } from './stages/dispatcher-rehearsal';
export { IngestRehearsal } from './stages/ingest-rehearsal';
