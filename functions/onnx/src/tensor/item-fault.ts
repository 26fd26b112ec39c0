/** What is wrong with one item; the others of its batch are not concerned. */
export class ItemFault extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
