import { Option, type Command } from '@commander-js/extra-typings';
import { readOpenGrades, type OpenGrade } from '../ledger/openGrades.js';
import type { WorkState } from '../db/tables.js';
import { cancel, force } from '../work/decide.js';
import { findNewestWork, readWork, type Work } from '../work/rows.js';
import { WORK_STATES } from '../work/state.js';
import { listWork, type WorkStatus } from '../work/status.js';
import { positive } from './arguments.js';
import { EXIT, UsageError, type ExitCode } from './exitCodes.js';
import { answer, type Answer } from './late/answer.js';
import { columns } from './late/columns.js';
import { openGradeText } from '../ledger/questions/openGrades.js';
import {
  actorOf,
  AS,
  COURSE_ID,
  DRY_RUN,
  JSON_OUT,
  LEDGER,
  ledgerOf,
  openWriter,
  printJson,
  printLines,
  type ChangeOptions,
} from './late/options.js';
import { thisGrader } from './setting.js';
import { actorName } from '../ledger/actor.js';
import type { Ledger } from '../ledger/ledger.js';
import { memberOf } from '../ledger/permission.js';
import { writeOrTry } from '../ledger/commands/writeOrTry.js';

const WHICH = ['<work>', 'its id, or the submission’s number: then the newest work on it'] as const;

/** Adds `work` and its subcommands: what staff ask and decide over HTTP, for whoever has the ledger at hand. */
export function workCommand(root: Command, end: (code: ExitCode) => void): void {
  const work = root.command('work').description('how far the grading of submissions is, and what staff decide of it');
  work
    .command('list')
    .description('work in a state, the oldest first')
    .addOption(new Option('--state <state>', 'which').choices(WORK_STATES).default('needsStaff' as const))
    .option('--limit <n>', 'at most so many', positive, 100)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (options) => {
      const { state, limit } = options;
      end(
        await answer(options, ({ store, course }) => {
          const work = listWork(store, { state, limit, course });
          return listed(work, state === 'needsStaff' ? openBeside({ store, course }, work) : []);
        }),
      );
    });
  const deciding = (word: 'force' | 'cancel', description: string): void => {
    work
      .command(word)
      .description(description)
      .argument(...WHICH)
      .requiredOption('--reason <text>', 'why; it is kept with who decided')
      .option(...AS)
      .option(...DRY_RUN)
      .option(...LEDGER)
      .option(...COURSE_ID)
      .option(...JSON_OUT)
      .action(async (which, options) => {
        end(await decide(word, which, options));
      });
  };
  deciding('force', 'queue work again that was set aside, cancelled, or failed');
  deciding('cancel', 'stop work that is not graded yet');
}

async function decide(
  word: 'force' | 'cancel',
  which: string,
  options: ChangeOptions & { readonly reason: string },
): Promise<ExitCode> {
  if (options.reason.trim() === '') throw new UsageError('Say with --reason why.');
  using store = await openWriter(options);
  const ledger = ledgerOf(store, options);
  const by = actorOf(options);
  memberOf(ledger, by);
  const dryRun = options.dryRun === true;
  const grader = await thisGrader();
  const [work, state] = writeOrTry(store, dryRun, (): [Work, WorkState] => {
    const found = named(ledger, which);
    const decision = { actor: actorName(by), reason: options.reason };
    return [found, word === 'force' ? force(store, found.id, decision, grader) : cancel(store, found.id, decision)];
  });
  const { id, submissionId, assignment, state: before } = work;
  if (options.json === true) printJson({ dryRun, id, submissionId, assignment, before, state });
  else {
    const said = before === state ? `is ${state} already` : `${before} → ${state}`;
    printLines([
      `${assignment}, submission ${submissionId} (work ${id}): ${said}.`,
      dryRun ? 'Dry run: nothing was stored.' : 'A server that runs takes it up within 15 seconds.',
    ]);
  }
  return EXIT.passed;
}

function named(ledger: Ledger, which: string): Work {
  const { store, course } = ledger;
  const work = readWork(store, which);
  const found = work?.course === course ? work : findNewestWork(ledger, which);
  if (found !== undefined) return found;
  throw new UsageError(`There is no work ${which}, and none on a submission of this number. See \`assay work list\`.`);
}

/** Grades with open points that no listed work is about: a batch's, or a command's. */
function openBeside(ledger: Ledger, work: readonly WorkStatus[]): OpenGrade[] {
  const listed = new Set(work.map(({ submissionId }) => submissionId));
  return readOpenGrades(ledger).filter(({ submissionId }) => !listed.has(submissionId));
}

function listed(work: readonly WorkStatus[], open: readonly OpenGrade[]): Answer {
  const heading = ['work', 'assignment', 'submission', 'state', 'since', 'why'];
  const rows = work.map(({ id, assignment, submissionId, state, changedAt, needs }) => {
    return [id, assignment, submissionId, state, changedAt, needs?.detail.split('\n')[0] ?? ''];
  });
  const beside = open.map((grade) => {
    return ['-', grade.assignment, grade.submissionId, 'open', grade.committedAt, openGradeText(grade)];
  });
  const lines = columns([heading, ...rows, ...beside]);
  const json = { work, open: open.map(({ grade: _, ...rest }) => rest) };
  return { lines: lines.length === 1 ? ['There is none.'] : lines, json };
}
