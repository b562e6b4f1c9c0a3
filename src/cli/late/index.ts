import type { Command } from '@commander-js/extra-typings';
import type { ExitCode } from '../exitCodes.js';
import { addBackupCommands } from './backupCommands.js';
import { addChangeCommands } from './changeCommands.js';
import { addCourseCommands } from './courseCommands.js';
import { addImportCommands } from './importCommands.js';
import { addReadCommands } from './readCommands.js';
import { addReleaseCommands } from './releaseCommands.js';
import { addReportCommands } from './reportCommands.js';

/** Adds what staff do with the ledger to `late`. `end` gets the exit code. */
export function addLateStaffCommands(late: Command, end: (code: ExitCode) => void): void {
  addReadCommands(late, end);
  addChangeCommands(late, end);
  addReleaseCommands(late, end);
  addReportCommands(late, end);
  addCourseCommands(late, end);
  addImportCommands(late, end);
  addBackupCommands(late, end);
}
