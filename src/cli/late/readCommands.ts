import type { Command } from '@commander-js/extra-typings';
import { recompute } from '../../ledger/commands/recompute.js';
import { explain } from '../../ledger/questions/explain.js';
import { show } from '../../ledger/questions/show.js';
import { readStale, together } from '../../ledger/questions/staleCharges.js';
import { readCourses } from '../../ledger/events.js';
import type { Store } from '../../db/store.js';
import { continues, verifyLog } from '../../ledger/verifyLog.js';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.js';
import { answer, answerOfAll, printAnswer, type Answer } from './answer.js';
import { changesText } from './changeText.js';
import {
  actorOf,
  AS,
  COMMAND_ID,
  COURSE_ID,
  courseOf,
  DRY_RUN,
  JSON_OUT,
  LEDGER,
  type LedgerOptions,
  openWriter,
  WHO,
} from './options.js';
import { showLines } from './showText.js';

/** Commands that change no event. */
export function addReadCommands(late: Command, end: (code: ExitCode) => void): void {
  late
    .command('show')
    .description('a student’s late hours, a line an assignment, and the events behind them')
    .argument(...WHO)
    .option('--as-of <event>', 'as it was then: an event’s number, or a time with offset')
    .option(...AS)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (student, options) => {
      end(
        await answer(options, (ledger) => {
          const json = show(ledger, actorOf(options), { ...options, student });
          return { json, lines: showLines(json) };
        }),
      );
    });
  late
    .command('explain')
    .description('why a student was charged: the arithmetic, step by step')
    .argument(...WHO)
    .argument('<assignment>')
    .option('--anonymous', 'without anything that says who it is, for a forum')
    .option(...AS)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (student, assignment, options) => {
      end(
        await answer(options, (ledger) => {
          const json = explain(ledger, actorOf(options), { ...options, student, assignment });
          return { json, lines: json.text };
        }),
      );
    });
  late
    .command('verify-log')
    .description('whether the ledger is whole and nobody changed it; exit code 1 where not')
    .option('--head <event:hash>', 'what this command printed earlier: the ledger must still have that event')
    .option(...LEDGER)
    .option(...JSON_OUT)
    .action(async (options) => {
      end(await answerOfAll(options, (store) => verified(store, options.head)));
    });
  late
    .command('recompute')
    .description('make all charges anew from the events')
    .option('--check', 'only compare, before and after; exit code 1 where they differ')
    .option(...DRY_RUN)
    .option(...COMMAND_ID)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (options) => {
      if (options.check === true || options.dryRun === true) {
        const code = await answerOfAll(options, (store) => staleAnswer(store, options));
        end(options.check === true ? code : EXIT.passed);
        return;
      }
      using store = await openWriter(options);
      const made = recompute(store, coursesOf(store, options), options.commandId);
      printAnswer({ lines: ['All charges were made anew.', ...changesText(made.changes)], json: made }, options);
      end(EXIT.passed);
    });
}

function verified(store: Store, expected: string | undefined): Answer {
  const report = verifyLog(store);
  const faults = [...report.faults];
  if (expected !== undefined) {
    const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/u.exec(expected) ?? [];
    if (seq === undefined || hash === undefined)
      throw new UsageError('--head is not a number, a colon and 64 hex digits.');
    if (!continues(store, { seq: Number(seq), hash })) {
      faults.push({ seq: Number(seq), reason: 'it is not the event that it was: the log was cut off or written anew' });
    }
  }
  const { events, head } = report;
  const lines = [
    ...faults.map(({ seq, reason }) => (seq === null ? `The ledger: ${reason}.` : `Event ${seq}: ${reason}.`)),
    faults.length === 0 ? `The log is whole: ${events} events.` : 'Operator: restore the newest backup that is whole.',
    `Head: ${head.seq}:${head.hash}`,
  ];
  return { lines, json: { ...report, faults }, code: faults.length === 0 ? EXIT.passed : EXIT.studentFailure };
}

/** The course that is named, or all. */
function coursesOf(store: Store, options: LedgerOptions): string[] {
  return options.courseId === undefined ? readCourses(store) : [courseOf(store, options)];
}

function staleAnswer(store: Store, options: LedgerOptions): Answer {
  const json = together(coursesOf(store, options).map((course) => readStale({ store, course })));
  if (json.stale.length === 0) return { lines: ['All stored charges are what the events give.'], json };
  const lines = [
    `The stored charges of ${json.stale.join(', ')} are not what the events give.`,
    ...changesText(json.changes),
    'Operator: run `assay late recompute`, which makes them anew.',
  ];
  return { lines, json, code: EXIT.studentFailure };
}
