import {
  apiKeyText,
  parseApiKey,
  publicKeyOf,
  recordOf,
  signatureHeader,
  signatureOf,
  topics,
  type ApiKey,
} from '@harmonybatch/contracts';
import {
  Admission,
  AppRegistry,
  Ingest,
  KeyRegistry,
  ModelRegistry,
  PressureBoard,
  RateLimits,
} from '@harmonybatch/pipeline';
import type { InboundRecord, OutboundRecord } from '@harmonybatch/ports';
import { app, applied, inbound, inputsOf, model, plannedBoard, requestsPerRound, startMs } from '../made-up-records';
import type { Rehearsal } from '../rehearse';
import { RoundWorld } from '../round-world';

const topic = topics.inferenceRequested.name;
const signingApp = 'rehearsal-signed';
/** No secret: it opens nothing outside of a rehearsal. */
const key: ApiKey = parseApiKey(apiKeyText(Buffer.alloc(8, 1), Buffer.alloc(32, 1)))!;

type Sent = OutboundRecord & { readonly value: string; readonly headers: Readonly<Record<string, string>> };
/** The ways in which producers write a request: by its number, of which app. */
type Form = (index: number, ofApp: string) => Sent;

const sent = (value: unknown, headers: Readonly<Record<string, string>> = {}): Sent => ({
  topic,
  key: null,
  value: JSON.stringify(value),
  headers,
});
const idOf = (index: number): string => `rehearsal-${index}`;

const plain: Form = (index, ofApp) =>
  sent({ app: ofApp, id: idOf(index), inputs: inputsOf(index), parameters: { top: 3 } });
const binaryEvent: Form = (index, ofApp) =>
  sent(inputsOf(index), {
    ce_specversion: '1.0',
    ce_id: idOf(index),
    ce_source: '/rehearsal',
    ce_type: 'rehearsal',
    ce_subject: ofApp,
    'content-type': 'application/json',
  });
const structuredEvent: Form = (index, ofApp) =>
  sent(
    {
      specversion: '1.0',
      id: idOf(index),
      source: '/rehearsal',
      type: 'rehearsal',
      subject: ofApp,
      data: inputsOf(index),
    },
    { 'content-type': 'application/cloudevents+json' },
  );
const signed: Form = (index) => {
  const record = plain(index, signingApp);
  const signature = signatureOf({ value: Buffer.from(record.value), headers: record.headers }, key, startMs);
  return { ...record, headers: { ...record.headers, [signatureHeader]: signature } };
};
const forms = [plain, binaryEvent, structuredEvent, signed];

/** Ingest checks requests of all forms, and one of an app that there is not. */
export class IngestRehearsal implements Rehearsal {
  private readonly apps = new AppRegistry();
  private readonly keys = new KeyRegistry();
  private readonly models = new ModelRegistry();
  private readonly board = plannedBoard();
  private readonly gates = {
    admission: new Admission(new PressureBoard(), this.board, this.apps, () => 1),
    rateLimits: new RateLimits(this.apps, () => 1),
  };
  private readonly requests = [
    ...Array.from({ length: requestsPerRound }, (_, index) => forms[index % forms.length]!(index, app)),
    plain(requestsPerRound, 'nobody'),
  ];

  constructor() {
    for (const name of [app, signingApp])
      applied(this.apps.apply(inbound(recordOf(topics.appRegistered, { name, model, sloMs: 1_000 }))));
    const issued = { keyId: key.keyId, app: signingApp, publicKey: publicKeyOf(key), createdAtMs: startMs };
    applied(this.keys.apply(inbound(recordOf(topics.keyIssued, issued))));
  }

  async round(): Promise<void> {
    const world = new RoundWorld();
    const { apps, keys, models, board, gates } = this;
    const ingest = new Ingest(world.ports, { apps, keys, models, board }, gates);
    const read: InboundRecord[] = [];
    world.log.consume(topic, (records) => void read.push(...records));
    await world.play(this.requests);
    await ingest.accept(read); // signatures are checked beside the event loop, in real time
    await world.settle();
    world.expect(topics.inferenceAccepted.name, requestsPerRound);
    world.expect(topics.inferenceCompleted.name, 1);
  }
}
