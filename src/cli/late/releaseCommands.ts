import { Option, type Command } from '@commander-js/extra-typings';
import { requestRegrade, resolveRegrade } from '../../ledger/commands/regrade.js';
import { release } from '../../ledger/commands/release.js';
import { openRequests } from '../../ledger/questions/regrades.js';
import { releaseCheck } from '../../ledger/questions/releaseCheck.js';
import { UsageError, type ExitCode } from '../exitCodes.js';
import { answer } from './answer.js';
import { changing, runChange } from './changeCommands.js';
import { releaseAnswer, requestsAnswer } from './courseText.js';
import { filesFor } from './filesFor.js';
import { whole } from './numbers.js';
import { COURSE_ID, JSON_OUT, LEDGER, type LedgerOptions, WHO } from './options.js';

const FILES = ['--course <dir>', 'the course folder, to compare with the ledger; the package’s own'] as const;
const RULES = ['--course <dir>', 'the course folder, whose course.yaml has the days; the package’s own'] as const;

/** @throws {UsageError} where the course's files do not say. */
async function regradeDays(options: LedgerOptions & { readonly course?: string | undefined }): Promise<number> {
  const days = (await filesFor(options))?.regradeDays;
  if (days !== undefined) return days;
  throw new UsageError(
    'Until when may regrades be asked for? Say it in course.yaml, as `regrades: { requestDays: 9 }`, and name its ' +
      'folder with --course; or give --days.',
  );
}

/** Releasing grades, and regrades afterwards. */
export function addReleaseCommands(late: Command, end: (code: ExitCode) => void): void {
  const releasing = late.command('release').description('release the grades of an assignment');
  releasing
    .command('check')
    .description('whether a release is safe and what stands against it; exit code 1 where something does')
    .argument('<assignment>')
    .option(...FILES)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (assignment, options) => {
      const files = await filesFor(options);
      end(await answer(options, (ledger) => releaseAnswer(assignment, releaseCheck(ledger, assignment, files))));
    });
  changing(releasing, 'mark', 'record that the grades are released, which fixes their charges')
    .argument('<assignment>')
    .option('--force', 'whatever stands against it; needs a reason')
    .option(...FILES)
    .action(async (assignment, options) => {
      const files = await filesFor(options);
      end(await runChange(options, (ledger, by) => release(ledger, by, { ...options, assignment, files })));
    });
  const regrade = late.command('regrade').description('requests for a regrade; lateness stays as it is');
  regrade
    .command('list')
    .description('the requests that are open')
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (options) => {
      end(await answer(options, (ledger) => requestsAnswer(openRequests(ledger))));
    });
  changing(regrade, 'open', 'record a request')
    .argument(...WHO)
    .argument('<assignment>')
    .requiredOption('--text-ref <reference>', 'where the request can be read')
    .option('--request-id <id>', 'its number elsewhere')
    .option(...RULES)
    .option('--days <n>', 'calendar days after the release, where not those of course.yaml', whole)
    .option('--force', 'after the window has closed; needs a reason')
    .action(async (student, assignment, options) => {
      const ask = { ...options, student, assignment, days: options.days ?? (await regradeDays(options)) };
      end(await runChange(options, (ledger, by) => requestRegrade(ledger, by, ask)));
    });
  changing(regrade, 'resolve', 'record the outcome of a request')
    .argument('<request>')
    .addOption(
      new Option('--outcome <outcome>', 'what became of it')
        .choices(['upheld', 'changed', 'refused'] as const)
        .makeOptionMandatory(),
    )
    .action(async (requestId, options) => {
      end(await runChange(options, (ledger, by) => resolveRegrade(ledger, by, { ...options, requestId })));
    });
}
