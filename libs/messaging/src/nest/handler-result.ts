import { isObservable, lastValueFrom } from 'rxjs';

/** Nest gives a handler's fault as an Observable that ends with it; this makes it a rejection again. */
export async function awaitResult(result: unknown): Promise<void> {
  const value = await result;
  if (isObservable(value)) await lastValueFrom(value, { defaultValue: undefined });
}
