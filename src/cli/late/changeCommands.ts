import type { Command } from '@commander-js/extra-typings';
import type { Actor } from '../../ledger/actor.js';
import { accommodate } from '../../ledger/commands/accommodate.js';
import type { Change } from '../../ledger/commands/change.js';
import { dueChange } from '../../ledger/commands/dueChange.js';
import { erase } from '../../ledger/commands/erase.js';
import { excuse } from '../../ledger/commands/excuse.js';
import { extend } from '../../ledger/commands/extend.js';
import { grant } from '../../ledger/commands/grant.js';
import { changeGroup } from '../../ledger/commands/group.js';
import { revoke } from '../../ledger/commands/revoke.js';
import { correctTime, select, voidSubmission } from '../../ledger/commands/submissions.js';
import { waive } from '../../ledger/commands/waive.js';
import { waiveAll } from '../../ledger/commands/waiveAll.js';
import type { Ledger } from '../../ledger/ledger.js';
import { EXIT, type ExitCode } from '../exitCodes.js';
import { inOptions } from '../refusalText.js';
import { changeLines } from './changeText.js';
import { whole, wholeOrBelow } from './numbers.js';
import {
  actorOf,
  AS,
  COMMAND_ID,
  COURSE_ID,
  courseOf,
  DRY_RUN,
  EVIDENCE,
  JSON_OUT,
  LEDGER,
  openWriter,
  printJson,
  printLines,
  REASON,
  WHO,
  type ChangeOptions,
} from './options.js';

/**
 * Gives a command to the ledger and prints what it changed.
 *
 * @param courseId where a file names the course.
 */
export async function runChange(
  options: ChangeOptions,
  command: (ledger: Ledger, by: Actor) => Change,
  courseId?: string,
): Promise<ExitCode> {
  using store = await openWriter(options);
  const change = command({ store, course: courseId ?? courseOf(store, options) }, actorOf(options));
  if (options.json === true) printJson({ ...change, notes: change.notes.map(inOptions) });
  else printLines(changeLines(change));
  return EXIT.passed;
}

/** A command with the options that every writing command has. */
export function changing(parent: Command, name: string, description: string) {
  return parent
    .command(name)
    .description(description)
    .option(...REASON)
    .option(...EVIDENCE)
    .option(...AS)
    .option(...DRY_RUN)
    .option(...COMMAND_ID)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT);
}

/** Commands that record what staff decide. */
export function addChangeCommands(late: Command, end: (code: ExitCode) => void): void {
  changing(late, 'extend', 'give a student more time; a newer extension takes an older one’s place')
    .argument(...WHO)
    .argument('<assignment>')
    .option('--until <time>', 'with offset')
    .option('--hours <n>', 'elapsed hours after the due time', whole)
    .option('--days <n>', 'the same wall time so many days later', whole)
    .option('--partners', 'also for those who handed in together with the student')
    .action(async (student, assignment, options) => {
      end(await runChange(options, (ledger, by) => extend(ledger, by, { ...options, student, assignment })));
    });
  changing(late, 'waive', 'charge so many late hours less')
    .argument(...WHO)
    .argument('<assignment>')
    .argument('<hours>', 'whole hours, or all', wholeOrAll)
    .action(async (student, assignment, hours, options) => {
      end(await runChange(options, (ledger, by) => waive(ledger, by, { ...options, student, assignment, hours })));
    });
  changing(late, 'waive-all', 'the same for everybody who is charged for an assignment')
    .argument('<assignment>')
    .argument('<hours>', 'whole hours at most, or all', wholeOrAll)
    .option('--section <section>', 'only for those in it')
    .action(async (assignment, hours, options) => {
      end(await runChange(options, (ledger, by) => waiveAll(ledger, by, { ...options, assignment, hours })));
    });
  changing(late, 'grant', 'add late hours to a student’s budget; below 0 takes some away')
    .argument(...WHO)
    .argument('<hours>', 'whole hours', wholeOrBelow)
    .action(async (student, hours, options) => {
      end(await runChange(options, (ledger, by) => grant(ledger, by, { ...options, student, hours })));
    });
  changing(late, 'accommodate', 'a larger budget, or more time for every assignment; the newest counts')
    .argument(...WHO)
    .option('--multiplier <factor>', 'of the budget, such as 1.5')
    .option('--blanket-hours <n>', 'elapsed hours after every due time', whole)
    .action(async (student, options) => {
      end(await runChange(options, (ledger, by) => accommodate(ledger, by, { ...options, student })));
    });
  changing(late, 'excuse', 'charge a student nothing for an assignment')
    .argument(...WHO)
    .argument('<assignment>')
    .action(async (student, assignment, options) => {
      end(await runChange(options, (ledger, by) => excuse(ledger, by, { ...options, student, assignment })));
    });
  changing(late, 'revoke', 'take an extension back')
    .argument('<event>', 'the number of its event', whole)
    .action(async (event, options) => {
      end(await runChange(options, (ledger, by) => revoke(ledger, by, { ...options, event })));
    });
  changing(late, 'void', 'let a submission not count')
    .argument('<submission>')
    .action(async (submissionId, options) => {
      end(await runChange(options, (ledger, by) => voidSubmission(ledger, by, { ...options, submissionId })));
    });
  changing(late, 'correct-time', 'say when a submission was really made')
    .argument('<submission>')
    .argument('<time>', 'with offset')
    .action(async (submissionId, at, options) => {
      end(await runChange(options, (ledger, by) => correctTime(ledger, by, { ...options, submissionId, at })));
    });
  changing(late, 'select', 'let one submission count, whatever the policy says')
    .argument('<submission>')
    .action(async (submissionId, options) => {
      end(await runChange(options, (ledger, by) => select(ledger, by, { ...options, submissionId })));
    });
  const group = late.command('group').description('who hands in a submission together');
  for (const [to, what] of [
    ['add', 'let a student have a submission, with its grade and their own charge'],
    ['remove', 'let a student have a submission no longer'],
  ] as const) {
    changing(group, to, what)
      .argument('<submission>')
      .argument(...WHO)
      .action(async (submissionId, student, options) => {
        const ask = { ...options, submissionId, student, to };
        end(await runChange(options, (ledger, by) => changeGroup(ledger, by, ask)));
      });
  }
  changing(late, 'erase', 'take the person off a student’s key; hours and scores stay')
    .argument(...WHO)
    .action(async (student, options) => {
      end(await runChange(options, (ledger, by) => erase(ledger, by, { ...options, student })));
    });
  changing(late, 'due-change', 'move an assignment’s due time for everybody')
    .argument('<assignment>')
    .requiredOption('--to <wall time>', 'without offset, in the assignment’s zone: 2027-02-12T23:59:00')
    .action(async (assignment, options) => {
      end(await runChange(options, (ledger, by) => dueChange(ledger, by, { ...options, assignment })));
    });
}

function wholeOrAll(text: string): number | 'all' {
  return text === 'all' ? text : whole(text);
}
