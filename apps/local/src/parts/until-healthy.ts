const pollMs = 100;
const callMs = 3000;

async function askOnce(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(callMs) });
    const body = (await response.text()).slice(0, 1000);
    return response.ok ? undefined : body;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Waits until this page answers 200.
 * @throws Error with its last answer after `timeoutMs`.
 */
export async function untilHealthy(url: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!signal.aborted) {
    const reason = await askOnce(url);
    if (reason === undefined) return;
    if (performance.now() > endMs) throw new Error(`${url} was not ready within ${timeoutMs / 1000} s: ${reason}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
