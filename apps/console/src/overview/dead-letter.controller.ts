import { Controller } from '@nestjs/common';
import { deadLetterTopics } from '@harmonybatch/contracts';
import { OnLatest } from '@harmonybatch/messaging';
import type { InboundRecord } from '@harmonybatch/ports';
import { DeadLetterCount } from './dead-letter-count';

/** Counts dead letters as they come. */
@Controller()
export class DeadLetterController {
  constructor(readonly letters: DeadLetterCount) {}
}

// A handler follows one topic: there is one for each topic of dead letters.
for (const topic of Object.values(deadLetterTopics)) {
  const handler: PropertyDescriptor = {
    value(this: DeadLetterController, records: readonly InboundRecord[]): void {
      this.letters.take(records);
    },
  };
  Object.defineProperty(DeadLetterController.prototype, topic.name, handler);
  OnLatest(topic)(DeadLetterController.prototype, topic.name, handler);
}
