/** What a call brings; undefined where it failed because there is no such thing. */
export async function orNothing<T>(call: Promise<T>, isMissing: (error: unknown) => boolean): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
