import { setTimeout as sleep } from 'node:timers/promises';
import { startAssay, type AssayProcess } from '../support/assay.js';
import { testFolder } from '../support/folder.js';

/** `npm run demo -- --serve`, without the set-up: server, worker, Redis and a class, of which everybody may be anybody. */
export interface DemoServer extends AsyncDisposable {
  readonly url: string;
  /** Where it keeps everything while it runs. */
  readonly folder: string;
  readonly process: AssayProcess;
}

export async function startDemo(): Promise<DemoServer> {
  const folder = await testFolder();
  const state = await testFolder();
  const process = startAssay(['demo', '--serve', '--listen', '127.0.0.1:0'], {
    state: state.path,
    env: { TMPDIR: folder.path },
  });
  // The first on a machine looks at its sandbox first: the hook's time is the limit.
  while (!process.said().includes('Ctrl+C ends it')) {
    if (process.hasEnded()) throw new Error(`it ended before it served: ${process.said()}`);
    await sleep(100);
  }
  const url = /http:\/\/127\.0\.0\.1:\d+/u.exec(process.said())?.[0] ?? '';
  return {
    url,
    process,
    folder: folder.path,
    async [Symbol.asyncDispose]() {
      process.kill('SIGINT');
      await process.ended;
      await folder[Symbol.asyncDispose]();
      await state[Symbol.asyncDispose]();
    },
  };
}
