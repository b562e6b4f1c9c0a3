import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from '@commander-js/extra-typings';
import { parseDocument, parsePreviewDocument, parseSafeReleaseDocument } from '../late/document.js';
import { fold } from '../late/fold.js';
import { formatInstant } from '../late/instant.js';
import { LateError } from '../late/lateError.js';
import { ledgerDocument, previewDocument } from '../late/ledgerDocument.js';
import { preview } from '../late/preview.js';
import { parseRegradeQuery } from '../late/regradeQuery.js';
import { regradeWindowCloses } from '../late/regradeWindow.js';
import { safeReleaseAt } from '../late/safeRelease.js';
import { EXIT, type ExitCode } from './exitCodes.js';
import { addLateStaffCommands } from './late/index.js';

const FILE = ['<file>', 'a ledger document (JSON); - for standard input'] as const;

/**
 * Adds `late` and its subcommands: those over a ledger document, which print one JSON object each, and staff's over the
 * store. `end` gets the exit code.
 */
export function lateCommand(root: Command, end: (code: ExitCode) => void): void {
  const late = root.command('late').description('late hours: what was charged, why, and what staff change');
  late
    .command('fold')
    .description('what every student was charged')
    .argument(...FILE)
    .action(async (file) => {
      end(await answer(async () => ledgerDocument(fold(parseDocument(await readJson(file))))));
    });
  late
    .command('preview')
    .description('what one more submission would cost: the document’s query says whose, for what, and when')
    .argument(...FILE)
    .action(async (file) => {
      const price = async (): Promise<object> => {
        const { input, query } = parsePreviewDocument(await readJson(file));
        return previewDocument(preview(input, query));
      };
      end(await answer(price));
    });
  late
    .command('safe-release')
    .description('from when on no late submission can change a grade: the document’s query names the assignment')
    .argument(...FILE)
    .action(async (file) => {
      const moment = async (): Promise<object> => {
        const { input, assignment } = parseSafeReleaseDocument(await readJson(file));
        return { safeReleaseAt: formatInstant(safeReleaseAt(input, assignment)) };
      };
      end(await answer(moment));
    });
  late
    .command('regrade-window')
    .description('until when regrades can be asked for')
    .requiredOption('--released-at <instant>', 'when the grades were released, with offset')
    .requiredOption('--time-zone <zone>', 'the course’s IANA time zone')
    .requiredOption('--days <n>', 'calendar days after the day of the release')
    .action(async (options) => {
      const closing = (): object => {
        const { releasedAt, timeZone, days } = parseRegradeQuery(options);
        return { closesAt: formatInstant(regradeWindowCloses(releasedAt, timeZone, days)) };
      };
      end(await answer(closing));
    });
  addLateStaffCommands(late, end);
}

/** Prints what `compute` gives, or why it cannot be computed, on standard output: other programs read both. */
async function answer(compute: () => object | Promise<object>): Promise<ExitCode> {
  try {
    print(await compute());
    return EXIT.passed;
  } catch (error) {
    if (!(error instanceof LateError)) throw error;
    print({ error: error.code, message: error.message });
    return EXIT.badInput;
  }
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

async function readJson(file: string): Promise<unknown> {
  const content = await readText(file);
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LateError('invalid_document', `${nameOf(file)} is not JSON: ${why}.`, 'Course staff: correct it.');
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await (file === '-' ? text(process.stdin) : readFile(file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LateError(
      'invalid_document',
      `${nameOf(file)} cannot be read: ${why}.`,
      'Course staff: name another file.',
    );
  }
}

function nameOf(file: string): string {
  return file === '-' ? 'Standard input' : file;
}
