import { Option, type Command } from '@commander-js/extra-typings';
import type { ExitCode } from '../exitCodes.js';
import type { Store } from '../../store/store.js';
import { answer } from './answer.js';
import type { Command as LateCommand, Plan } from './change.js';
import { changing, runChange } from './changeCommands.js';
import { whole } from './numbers.js';
import { COURSE_ID, courseOf, JSON_OUT, LEDGER } from './options.js';
import { listRequests, planRequest, planResolution } from './regrade.js';
import { planRelease, releaseCheck } from './release.js';

const REGRADE_DAYS = 9;

/** Releasing grades, and regrades afterwards. */
export function addReleaseCommands(late: Command, end: (code: ExitCode) => void): void {
  const release = late.command('release').description('release the grades of an assignment');
  release
    .command('check')
    .description('whether a release is safe and what stands against it; exit code 1 where something does')
    .argument('<assignment>')
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (assignment, options) => {
      end(await answer(options, (store) => releaseCheck(store, courseOf(store, options), assignment)));
    });
  changing(release, 'mark', 'record that the grades are released, which fixes their charges')
    .argument('<assignment>')
    .option('--force', 'whatever stands against it; needs a reason')
    .action(async (assignment, options) => {
      end(
        await runChange(options, (store, course, command) =>
          planRelease(store, course, assignment, { ...options, isRetry: command.isRetry }),
        ),
      );
    });
  const regrade = late.command('regrade').description('requests for a regrade; lateness stays as it is');
  regrade
    .command('list')
    .description('the requests that are open')
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (options) => {
      end(await answer(options, (store) => listRequests(store, courseOf(store, options))));
    });
  changing(regrade, 'open', 'record a request')
    .argument('<student>', 'key, e-mail address, number or whole name')
    .argument('<assignment>')
    .requiredOption('--text-ref <reference>', 'where the request can be read')
    .option('--request-id <id>', 'its number elsewhere')
    .option('--days <n>', 'calendar days after the release', whole, REGRADE_DAYS)
    .option('--force', 'after the window has closed; needs a reason')
    .action(async (who, assignment, options) => {
      const plan = (store: Store, course: string, command: LateCommand): Plan =>
        planRequest(store, course, who, assignment, options, command);
      end(await runChange(options, plan, { byTa: true }));
    });
  changing(regrade, 'resolve', 'record the outcome of a request')
    .argument('<request>')
    .addOption(
      new Option('--outcome <outcome>', 'what became of it')
        .choices(['upheld', 'changed', 'refused'] as const)
        .makeOptionMandatory(),
    )
    .action(async (requestId, options) => {
      const plan = (store: Store, course: string): Plan => planResolution(store, course, requestId, options.outcome);
      end(await runChange(options, plan, { byTa: true }));
    });
}
