import type { Command } from '@commander-js/extra-typings';
import { findStaleCharges, rebuildCharges } from '../../store/charges.js';
import type { Store } from '../../store/store.js';
import { continues, verifyLog } from '../../store/verifyLog.js';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.js';
import { answer, printAnswer, type Answer } from './answer.js';
import { explain } from './explain.js';
import { COURSE_ID, courseOf, JSON_OUT, LEDGER, openWriter, reworded } from './options.js';
import { show } from './show.js';

/** Commands that change no event. */
export function addReadCommands(late: Command, end: (code: ExitCode) => void): void {
  late
    .command('show')
    .description('a student’s late hours, a line an assignment, and the events behind them')
    .argument('<student>', 'key, e-mail address, number or whole name')
    .option('--as-of <event>', 'as it was then: an event’s number, or a time with offset')
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (who, options) => {
      end(await answer(options, (store) => show(store, courseOf(store, options), who, options.asOf)));
    });
  late
    .command('explain')
    .description('why a student was charged: the arithmetic, step by step')
    .argument('<student>', 'key, e-mail address, number or whole name')
    .argument('<assignment>')
    .option('--anonymous', 'without anything that says who it is, for a forum')
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (who, assignment, options) => {
      const anonymous = options.anonymous === true;
      end(await answer(options, (store) => explain(store, courseOf(store, options), who, assignment, { anonymous })));
    });
  late
    .command('verify-log')
    .description('whether the ledger is whole and nobody changed it; exit code 1 where not')
    .option('--head <event:hash>', 'what this command printed earlier: the ledger must still have that event')
    .option(...LEDGER)
    .option(...JSON_OUT)
    .action(async (options) => {
      end(await answer(options, (store) => verified(store, options.head)));
    });
  late
    .command('recompute')
    .description('make all charges anew from the events')
    .option('--check', 'only compare; exit code 1 where they differ')
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (options) => {
      if (options.check === true) {
        end(await answer(options, (store) => checked(store, courseOf(store, options))));
        return;
      }
      await reworded(async () => {
        using store = await openWriter(options);
        rebuildCharges(store);
      });
      printAnswer({ lines: ['All charges were made anew.'], json: { rebuilt: true } }, options);
    });
}

function checked(store: Store, course: string): Answer {
  const stale = findStaleCharges(store, course);
  if (stale.length === 0) return { lines: ['All stored charges are what the events give.'], json: { stale } };
  const lines = [
    `The stored charges of ${stale.join(', ')} are not what the events give.`,
    'Operator: run `assay late recompute`, which makes them anew.',
  ];
  return { lines, json: { stale }, code: EXIT.studentFailure };
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
