import { Type, type Static } from '@sinclair/typebox';
import { EpochMs } from '@harmonybatch/contracts';

export const DeadLetterFilter = Type.Object(
  {
    topic: Type.Optional(
      Type.String({ maxLength: 249, description: 'The dead-letter topic, or the topic that letters come from.' }),
    ),
    code: Type.Optional(Type.String({ maxLength: 64 })),
    sinceMs: Type.Optional(EpochMs),
  },
  { additionalProperties: false },
);
export type DeadLetterFilter = Static<typeof DeadLetterFilter>;

export const DeadLetterRow = Type.Object(
  {
    place: Type.String({ description: 'topic/partition/offset of the letter.' }),
    from: Type.Union([Type.String(), Type.Null()], { description: 'topic/partition/offset of the record.' }),
    code: Type.String(),
    reason: Type.String(),
    service: Type.String(),
    atMs: EpochMs,
    key: Type.Union([Type.String(), Type.Null()]),
    preview: Type.String({
      maxLength: 400,
      description: 'The beginning of its value; bytes that are no text are shown as such.',
    }),
    bytes: Type.Integer({ minimum: 0 }),
    resent: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type DeadLetterRow = Static<typeof DeadLetterRow>;

export const DeadLetterList = Type.Object(
  {
    rows: Type.Array(DeadLetterRow, { maxItems: 500, description: 'Newest first.' }),
    total: Type.Integer({ minimum: 0, description: 'Letters that the filter leaves.' }),
    byCode: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
    byTopic: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
    notRead: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Older records that were not looked at, and are in no figure; absent: none.',
      }),
    ),
  },
  { $id: 'DeadLetterList', additionalProperties: false },
);
export type DeadLetterList = Static<typeof DeadLetterList>;

/** First a dry run, which says how many are eligible and gives a `confirm`; then the same with that. */
export const Resend = Type.Object(
  {
    filter: DeadLetterFilter,
    places: Type.Optional(
      Type.Array(Type.String({ maxLength: 300 }), {
        maxItems: 1_000,
        description: 'Only these letters of the filter.',
      }),
    ),
    confirm: Type.Optional(Type.String({ maxLength: 64, description: 'What the dry run gave; absent: a dry run.' })),
  },
  { $id: 'Resend', additionalProperties: false },
);
export type Resend = Static<typeof Resend>;

export const ResendAnswer = Type.Object(
  {
    dryRun: Type.Boolean(),
    eligible: Type.Integer({ minimum: 0 }),
    byTopic: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
    leftOut: Type.Array(
      Type.Object({ letters: Type.Integer({ minimum: 0 }), because: Type.String() }, { additionalProperties: false }),
      { description: 'Letters of the filter that are not sent, and why.' },
    ),
    confirm: Type.Union([Type.String(), Type.Null()], {
      description: 'Of a dry run with something to send; good for five minutes.',
    }),
    sent: Type.Integer({ minimum: 0 }),
    command: Type.String({ description: 'The same on a command line.' }),
  },
  { $id: 'ResendAnswer', additionalProperties: false },
);
export type ResendAnswer = Static<typeof ResendAnswer>;
