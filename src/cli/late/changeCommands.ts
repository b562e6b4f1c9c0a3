import type { Command } from '@commander-js/extra-typings';
import type { EventContent } from '../../store/eventContent.js';
import { readEvents } from '../../store/events.js';
import type { Store } from '../../store/store.js';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.js';
import { planWaiverForAll } from './bulkWaiver.js';
import { change, type Command as LateCommand, type Plan } from './change.js';
import { changeLines } from './changeText.js';
import { planErasure } from './erase.js';
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
  reworded,
  studentOf,
  type ChangeOptions,
} from './options.js';
import { requireInstructor } from './permission.js';
import { planDueChange, planExtension, planRevocation } from './staffEvents.js';
import { planWaiver } from './waiver.js';

const WHO = ['<student>', 'key, e-mail address, number or whole name'] as const;

/** What only some commands are. */
interface CommandKind {
  /** The course is not asked for: a file names it. */
  readonly courseId?: string;
  /** A teaching assistant may give the command, within limits that the plan looks at. */
  readonly byTa?: true;
}

/** Runs a plan against the ledger and prints what it changed. */
export async function runChange(
  options: ChangeOptions,
  plan: (store: Store, course: string, command: LateCommand) => Plan,
  { courseId, byTa }: CommandKind = {},
): Promise<ExitCode> {
  return reworded(async () => {
    using store = await openWriter(options);
    const course = courseId ?? courseOf(store, options);
    const report = change(store, course, options, (command) => {
      if (byTa !== true && options.dryRun !== true) requireInstructor(command.member);
      return plan(store, course, command);
    });
    if (options.json === true) printJson(report);
    else printLines(changeLines(report));
    return EXIT.passed;
  });
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
  const one = async (
    options: ChangeOptions,
    content: (store: Store, course: string) => EventContent,
  ): Promise<void> => {
    end(await runChange(options, (store, course) => ({ events: [{ content: content(store, course) }] })));
  };
  changing(late, 'extend', 'give a student more time; a newer extension takes an older one’s place')
    .argument(...WHO)
    .argument('<assignment>')
    .option('--until <time>', 'with offset')
    .option('--hours <n>', 'elapsed hours after the due time', whole)
    .option('--days <n>', 'the same wall time so many days later', whole)
    .option('--partners', 'also for those who handed in together with the student')
    .action(async (who, assignment, options) => {
      end(
        await runChange(options, (store, course, { isRetry }) =>
          planExtension(store, course, who, assignment, { ...options, isRetry }),
        ),
      );
    });
  changing(late, 'waive', 'charge so many late hours less')
    .argument(...WHO)
    .argument('<assignment>')
    .argument('<hours>', 'whole hours, or all', (text) => (text === 'all' ? text : whole(text)))
    .action(async (who, assignment, hours, options) => {
      const plan = (store: Store, course: string, command: LateCommand): Plan =>
        planWaiver(store, course, who, assignment, hours, { ...command, actor: actorOf(options) });
      end(await runChange(options, plan, { byTa: true }));
    });
  changing(late, 'waive-all', 'the same for everybody who is charged for an assignment')
    .argument('<assignment>')
    .argument('<hours>', 'whole hours at most, or all', (text) => (text === 'all' ? text : whole(text)))
    .option('--section <section>', 'only for those in it')
    .action(async (assignment, hours, options) => {
      const plan = (store: Store, course: string, command: LateCommand): Plan =>
        planWaiverForAll(store, course, assignment, hours, options.section, command);
      end(await runChange(options, plan));
    });
  changing(late, 'grant', 'add late hours to a student’s budget; below 0 takes some away')
    .argument(...WHO)
    .argument('<hours>', 'whole hours', wholeOrBelow)
    .action((who, deltaHours, options) =>
      one(options, (store, course) => ({
        type: 'budget_adjusted',
        student: studentOf(store, course, who).student,
        deltaHours,
      })),
    );
  changing(late, 'accommodate', 'a larger budget, or more time for every assignment; the newest counts')
    .argument(...WHO)
    .option('--multiplier <factor>', 'of the budget, such as 1.5')
    .option('--blanket-hours <n>', 'elapsed hours after every due time', whole)
    .action((who, options) =>
      one(options, (store, course) => {
        const { multiplier, blanketHours } = options;
        if (multiplier === undefined && blanketHours === undefined) {
          throw new UsageError('Give --multiplier, --blanket-hours or both.');
        }
        return {
          type: 'accommodation_set',
          student: studentOf(store, course, who).student,
          ...(multiplier === undefined ? {} : { budgetMultiplier: multiplier }),
          ...(blanketHours === undefined ? {} : { blanketExtensionHours: blanketHours }),
        };
      }),
    );
  changing(late, 'excuse', 'charge a student nothing for an assignment')
    .argument(...WHO)
    .argument('<assignment>')
    .action((who, assignment, options) =>
      one(options, (store, course) => ({
        type: 'assignment_excused',
        student: studentOf(store, course, who).student,
        assignment,
      })),
    );
  changing(late, 'revoke', 'take an extension back')
    .argument('<event>', 'the number of its event', whole)
    .action(async (seq, options) => {
      end(await runChange(options, (store, course) => planRevocation(store, course, seq)));
    });
  changing(late, 'void', 'let a submission not count')
    .argument('<submission>')
    .action((submissionId, options) => one(options, () => ({ type: 'submission_voided', submissionId })));
  changing(late, 'correct-time', 'say when a submission was really made')
    .argument('<submission>')
    .argument('<time>', 'with offset')
    .action((submissionId, effectiveAt, options) =>
      one(options, () => ({ type: 'submission_time_corrected', submissionId, effectiveAt })),
    );
  changing(late, 'select', 'let one submission count, whatever the policy says')
    .argument('<submission>')
    .action((submissionId, options) =>
      one(options, (store, course) => {
        const { assignment, students } = submissionOf(store, course, submissionId);
        return { type: 'submission_selected', assignment, students, submissionId };
      }),
    );
  changing(late, 'erase', 'take the person off a student’s key; hours and scores stay')
    .argument(...WHO)
    .action(async (who, options) => {
      const plan = (store: Store, course: string, command: LateCommand): Plan =>
        planErasure(store, course, who, options.reason, command);
      end(await runChange(options, plan));
    });
  changing(late, 'due-change', 'move an assignment’s due time for everybody')
    .argument('<assignment>')
    .requiredOption('--to <wall time>', 'without offset, in the assignment’s zone: 2027-02-12T23:59:00')
    .action(async (assignment, options) => {
      end(await runChange(options, (store, course) => planDueChange(store, course, assignment, options.to)));
    });
}

function submissionOf(store: Store, course: string, id: string) {
  for (const { content } of readEvents(store, course, { types: ['submission_received'] })) {
    if (content.type === 'submission_received' && content.submissionId === id) return content;
  }
  throw new UsageError(`Submission ${id} was never received.`);
}
