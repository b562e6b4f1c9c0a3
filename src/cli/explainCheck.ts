import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { readAssignment } from '../course/load.js';
import { IntakeError } from '../intake/intakeError.js';
import { readNotebookFile } from '../intake/openNotebook.js';
import { readNotebook } from '../intake/readNotebook.js';
import { explainCheck } from '../ledger/questions/explainCheck.js';
import { wordsOf } from '../results/forumText.js';
import { ASSIGNMENT, COURSE } from './arguments.js';
import type { ExitCode } from './exitCodes.js';
import { answer } from './late/answer.js';
import { COURSE_ID, JSON_OUT, LEDGER, WHO } from './late/options.js';
import { PACKAGE_DIR } from './setting.js';

/** Adds `explain-check`. `end` gets the exit code. */
export function explainCheckCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('explain-check')
    .description('why a check failed, for a forum: without names, code, values, and checks that students do not see')
    .argument(...ASSIGNMENT)
    .argument('<check>', 'its number, such as 4.2')
    .argument(...WHO)
    .option(...COURSE)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (assignment, check, student, options) => {
      const { assignment: said, dir } = await readAssignment(options.course, assignment);
      const terms = { questions: said.questions, vocabulary: await vocabularyOf(dir) };
      end(
        await answer(options, (ledger) => {
          const json = explainCheck(ledger, { assignment, check, student }, terms);
          return { lines: json.text, json };
        }),
      );
    });
}

/** The words that messages are made of: those of Assay's own checks, of the assignment's files and of its starter. */
async function vocabularyOf(dir: string): Promise<Set<string>> {
  const texts = await Promise.all([join(PACKAGE_DIR, 'sandbox', 'assay'), dir].map(textsIn));
  return wordsOf([...texts.flat(), ...(await starterTexts(dir))]);
}

async function textsIn(dir: string): Promise<string[]> {
  const names = (await readdir(dir)).filter((name) => /\.(py|yaml)$/u.test(name));
  return Promise.all(names.map((name) => readFile(join(dir, name), 'utf8')));
}

async function starterTexts(dir: string): Promise<string[]> {
  try {
    const { cells } = readNotebook(await readNotebookFile(join(dir, 'starter.ipynb')), 'starter.ipynb');
    return cells.map(({ source }) => source);
  } catch (error) {
    // Without one, names that only it has are left out of the text.
    if (error instanceof IntakeError) return [];
    throw error;
  }
}
