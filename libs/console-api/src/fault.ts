import { Type, type Static } from '@sinclair/typebox';

/** The body of every answer that is no success. */
export const ConsoleFault = Type.Object(
  {
    code: Type.String({
      description: 'unauthorized, invalid, not_found, conflict, not_ready, unavailable or internal.',
    }),
    error: Type.String({ description: 'What is wrong.' }),
    hint: Type.String({ description: 'How to mend it.' }),
    field: Type.Optional(Type.String({ description: 'The parameter or JSON pointer that is wrong.' })),
  },
  { $id: 'ConsoleFault', additionalProperties: false },
);
export type ConsoleFault = Static<typeof ConsoleFault>;
