import type { Ledger } from '../../ledger/ledger.js';
import type { Store } from '../../db/store.js';
import { EXIT, type ExitCode } from '../exitCodes.js';
import { ledgerOf, openReader, printJson, printLines, type LedgerOptions } from './options.js';

/** What is printed, for people and for programs. */
export interface Answer {
  readonly lines: readonly string[];
  readonly json: object;
  readonly code?: ExitCode;
}

/** Prints what `compute` finds in the ledger of a course, beside whoever writes to it. */
export async function answer(options: LedgerOptions, compute: (ledger: Ledger) => Answer): Promise<ExitCode> {
  return answerOfAll(options, (store) => compute(ledgerOf(store, options)));
}

/** The same for what is not of one course. */
export async function answerOfAll(options: LedgerOptions, compute: (store: Store) => Answer): Promise<ExitCode> {
  using store = await openReader(options);
  return printAnswer(compute(store), options);
}

export function printAnswer({ lines, json, code = EXIT.passed }: Answer, { json: asJson }: LedgerOptions): ExitCode {
  if (asJson === true) printJson(json);
  else printLines(lines);
  return code;
}
