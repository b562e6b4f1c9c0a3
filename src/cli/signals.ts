export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** Resolves once the signal is aborted; never rejects. */
  readonly aborted: Promise<'aborted'>;
}

/** A signal that aborts on Ctrl-C or SIGTERM, until it is disposed of. */
export function abortOnSignals(): Interruption {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  // SIGHUP is left alone: a closed terminal ends the command, and the reaper sees to its containers.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, abort);
  return {
    signal: controller.signal,
    aborted: new Promise((resolve) => {
      controller.signal.addEventListener('abort', () => {
        resolve('aborted');
      });
    }),
    [Symbol.dispose]() {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, abort);
    },
  };
}

/** The next Ctrl-C or SIGTERM, which then does not end the process. */
export function nextSignal(): Promise<'signal'> {
  return new Promise((resolve) => {
    const heard = (): void => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, heard);
      resolve('signal');
    };
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, heard);
  });
}
