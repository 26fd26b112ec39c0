/** JSON that is sent as it is written: JavaScript would round numbers of more than 15 digits, and write 1.0 as 1. */
export class JsonText {
  /** @throws SyntaxError where it is no JSON */
  constructor(readonly text: string) {
    JSON.parse(text);
  }
}
