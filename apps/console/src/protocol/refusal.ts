import type { ConsoleFault } from '@harmonybatch/console-api';

/** A call that is answered with what is wrong with it. */
export class Refusal extends Error {
  /** @param status of HTTP, from 400 on */
  constructor(
    readonly status: number,
    readonly fault: ConsoleFault,
  ) {
    super(fault.error);
    this.name = 'Refusal';
  }
}

/** There is nothing of that name. @param what such as `app "tight"` */
export const notFound = (what: string, hint: string): Refusal =>
  new Refusal(404, { code: 'not_found', error: `there is no ${what}`, hint });

/** @param field the parameter, or the JSON pointer of the body */
export const invalid = (field: string, message: string, hint: string): Refusal =>
  new Refusal(400, { code: 'invalid', error: `${field}: ${message}`, hint, field });

/** What is needed is not there now. */
export const unavailable = (error: string, hint: string): Refusal =>
  new Refusal(503, { code: 'unavailable', error, hint });
