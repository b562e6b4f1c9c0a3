import { existsSync } from 'node:fs';
import type { Command } from '@commander-js/extra-typings';
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { prune, type Removed } from '../retention/prune.js';
import { count, emptyTally, tallyLines } from '../retention/tally.js';
import { DEFAULT_TERMS, MIN_FILE_DAYS, type RetentionTerms } from '../retention/terms.js';
import { positive, whole } from './arguments.js';
import { EXIT, UsageError, type ExitCode } from './exitCodes.js';
import { JSON_OUT, LEDGER, ledgerFile, openWriter, printJson, printLines, type LedgerOptions } from './late/options.js';
import { stateDir } from './setting.js';

export const KEEP_FEEDBACK_DAYS = [
  '--keep-feedback-days <n>',
  'feedback goes so long after it ended, its notebook with it',
  positive,
  DEFAULT_TERMS.feedbackDays,
] as const;
export const KEEP_FILE_DAYS = [
  '--keep-file-days <n>',
  'a file that nothing refers to goes so long after it was stored',
  fileDays,
  DEFAULT_TERMS.fileDays,
] as const;

/** What the command line calls the terms. */
export interface KeepOptions {
  readonly keepFeedbackDays: number;
  readonly keepFileDays: number;
}

export function termsOf({ keepFeedbackDays, keepFileDays }: KeepOptions): RetentionTerms {
  return { feedbackDays: keepFeedbackDays, fileDays: keepFileDays };
}

export function pruneCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('prune')
    .description('remove old feedback, and files that neither the ledger nor a batch refers to; serve does it daily')
    .option(...LEDGER)
    .option(...KEEP_FEEDBACK_DAYS)
    .option(...KEEP_FILE_DAYS)
    .option('--dry-run', 'only say what would go')
    .option('--list', 'name each thing')
    .option(...JSON_OUT)
    .action(async (options) => {
      await pruneHere(options);
      end(EXIT.passed);
    });
}

async function pruneHere(
  options: LedgerOptions & KeepOptions & { readonly dryRun?: true | undefined; readonly list?: true | undefined },
): Promise<void> {
  const file = await ledgerFile(options);
  // An empty ledger, which opening would make, refers to nothing: every file would go.
  if (!existsSync(file)) throw new UsageError(`There is no ledger ${file}. Name the server’s with --ledger.`);
  using store = await openWriter(options);
  const terms = termsOf(options);
  const dryRun = options.dryRun === true;
  const tally = emptyTally();
  const list: Removed[] = [];
  const state = await stateDir(process.env);
  for await (const removed of prune({ store, stateDir: state, terms, now: new Date(), dryRun })) {
    count(tally, removed);
    if (options.list === true) list.push(removed);
  }
  if (options.json === true) {
    printJson({ dryRun, ...terms, ...tally, ...(options.list === true ? { list } : {}) });
    return;
  }
  for (const { kind, id, bytes } of list) printLines([`${kind} ${id} ${bytes} bytes`]);
  printLines([dryRun ? 'Would remove (nothing was removed):' : 'Removed:']);
  printLines(tallyLines(tally, terms).map((line) => `  ${line}`));
}

function fileDays(text: string): number {
  const days = whole(text);
  if (days >= MIN_FILE_DAYS) return days;
  throw new InvalidArgumentError(`It must be ${MIN_FILE_DAYS} or more: a file may have to wait for what refers to it.`);
}
