/**
 * Runs `work` with a signal that is aborted after `ms`, or with `parent`. Not AbortSignal.any over AbortSignal.timeout:
 * Node 20 may collect the timeout while it is waited for, and then it never comes.
 */
export async function withDeadline<Result>(
  ms: number,
  parent: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  if (parent?.aborted === true) abort();
  parent?.addEventListener('abort', abort);
  const timer = setTimeout(abort, ms);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    parent?.removeEventListener('abort', abort);
  }
}
