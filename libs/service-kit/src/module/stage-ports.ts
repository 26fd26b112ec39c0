import { Injectable } from '@nestjs/common';
import { Clock, Intake, Publisher, Randomness, StageEvents } from '@harmonybatch/ports';

/** The ports that every service has, as one injection: a stage takes what it needs of them, `new Ingest(ports, …)`. */
@Injectable()
export class StagePorts {
  constructor(
    readonly clock: Clock,
    readonly events: StageEvents,
    readonly publisher: Publisher,
    readonly randomness: Randomness,
    readonly intake: Intake,
  ) {}
}
