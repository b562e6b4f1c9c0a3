import type { Command } from '@commander-js/extra-typings';
import type { Store } from '../../store/store.js';
import { continues, verifyLog } from '../../store/verifyLog.js';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.js';
import { answer, printAnswer, type Answer } from './answer.js';
import { explain } from './explain.js';
import { AS, COMMAND_ID, COURSE_ID, courseOf, DRY_RUN, JSON_OUT, LEDGER, openWriter, reworded } from './options.js';
import { seesReasons } from './permission.js';
import { compareAll, recompute } from './recompute.js';
import { show } from './show.js';

/** Commands that change no event. */
export function addReadCommands(late: Command, end: (code: ExitCode) => void): void {
  late
    .command('show')
    .description('a student’s late hours, a line an assignment, and the events behind them')
    .argument('<student>', 'key, e-mail address, number or whole name')
    .option('--as-of <event>', 'as it was then: an event’s number, or a time with offset')
    .option(...AS)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (who, options) => {
      end(
        await answer(options, (store) => {
          const course = courseOf(store, options);
          return show(store, course, who, options.asOf, seesReasons(store, course, options));
        }),
      );
    });
  late
    .command('explain')
    .description('why a student was charged: the arithmetic, step by step')
    .argument('<student>', 'key, e-mail address, number or whole name')
    .argument('<assignment>')
    .option('--anonymous', 'without anything that says who it is, for a forum')
    .option(...AS)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (who, assignment, options) => {
      const anonymous = options.anonymous === true;
      end(
        await answer(options, (store) => {
          const course = courseOf(store, options);
          const privileged = seesReasons(store, course, options);
          return explain(store, course, who, assignment, { anonymous, privileged });
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
      end(await answer(options, (store) => verified(store, options.head)));
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
        const code = await answer(options, (store) => compareAll(store, options));
        end(options.check === true ? code : EXIT.passed);
        return;
      }
      await reworded(async () => {
        using store = await openWriter(options);
        printAnswer(recompute(store, options), options);
      });
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
