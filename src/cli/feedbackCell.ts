import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { readAssignment } from '../course/load.js';
import { serverSchema } from '../gradescope/forwarderConfig.js';
import { ASSIGNMENT, COURSE, serverAddress } from './arguments.js';
import { EXIT, UsageError, type ExitCode } from './exitCodes.js';
import { PACKAGE_DIR } from './setting.js';

export function feedbackCellCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('feedback-cell')
    .description('print the cell that asks for feedback, for the end of a starter notebook (docs/feedback-cell.md)')
    .argument(...ASSIGNMENT)
    .option('--server <url>', 'the server as students’ notebooks reach it; ASSAY_PUBLIC_URL', serverAddress)
    .option(...COURSE)
    .action(async (assignment, { server = publicServer(process.env), course }) => {
      const { id } = (await readAssignment(course, assignment)).assignment;
      process.stdout.write(await feedbackCell(server, id));
      end(EXIT.passed);
    });
}

/** Where no server is named, the one that this machine serves. @throws {UsageError} where neither is. */
function publicServer(env: NodeJS.ProcessEnv): string {
  const { success, data } = serverSchema.safeParse(env['ASSAY_PUBLIC_URL']);
  if (!success) throw new UsageError('Give --server, e.g. https://assay.example.edu, or set ASSAY_PUBLIC_URL.');
  return data;
}

/** The cell's Python; the same for everybody, so there is no secret in it. Both words are such that JSON is Python. */
async function feedbackCell(server: string, assignment: string): Promise<string> {
  const text = await readFile(join(PACKAGE_DIR, 'cell', 'feedback_cell.py'), 'utf8');
  return text.replace('"@SERVER@"', JSON.stringify(server)).replace('"@ASSIGNMENT@"', JSON.stringify(assignment));
}
