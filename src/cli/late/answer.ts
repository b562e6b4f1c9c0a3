import type { Store } from '../../store/store.js';
import { EXIT, type ExitCode } from '../exitCodes.js';
import { openReader, printJson, printLines, reworded, type LedgerOptions } from './options.js';

/** What is printed, for people and for programs. */
export interface Answer {
  readonly lines: readonly string[];
  readonly json: object;
  readonly code?: ExitCode;
}

/** Prints what `compute` finds in the ledger, beside whoever writes to it. */
export async function answer(options: LedgerOptions, compute: (store: Store) => Answer): Promise<ExitCode> {
  return reworded(async () => {
    using store = await openReader(options);
    return printAnswer(compute(store), options);
  });
}

export function printAnswer({ lines, json, code = EXIT.passed }: Answer, { json: asJson }: LedgerOptions): ExitCode {
  if (asJson === true) printJson(json);
  else printLines(lines);
  return code;
}
