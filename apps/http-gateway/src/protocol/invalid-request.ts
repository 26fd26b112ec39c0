import { Refusal } from './refusal';

/** A request that is wrong in itself. @param field JSON pointer, or name of a header */
export const invalidRequest = (field: string, message: string, hint: string): Refusal =>
  new Refusal(400, { code: 'invalid', field, message: `${field}: ${message}`, hint });
