import { basename } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { Refusal } from '../../base/refusal.js';
import { readNotebookFile } from '../../intake/openNotebook.js';
import { readNotebook } from '../../intake/readNotebook.js';
import type { FeedbackReport } from '../../results/feedbackReport.js';
import { renderFeedback } from '../../results/feedbackText.js';
import { plainText } from '../../results/plainText.js';
import { ASSIGNMENT, serverAddress } from '../arguments.js';
import { EXIT, type ExitCode } from '../exitCodes.js';
import { stateDir } from '../setting.js';
import { abortOnSignals } from '../signals.js';
import { follow, statusSchema } from './follow.js';
import { feedbackServer, type FeedbackServer } from './server.js';
import { signIn, type SignIn } from './signIn.js';
import { slimNotebook } from './slim.js';
import { PATIENCE } from './untilBack.js';

interface FeedbackOptions {
  readonly server: string;
  readonly json?: true | undefined;
}

export function feedbackCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('feedback')
    .description('feedback before handing in, with its price in late hours; for students')
    .argument(...ASSIGNMENT)
    .argument('<notebook>', 'the .ipynb file')
    .requiredOption('--server <url>', 'the course’s server, e.g. https://assay.example.edu', serverAddress)
    .option('--json', 'print the report as JSON and nothing else')
    .action(async (assignment, notebook, options) => {
      end(await feedback(assignment, notebook, options));
    });
}

/** `assay feedback`: progress on stderr, the report on stdout. It hands nothing in. */
async function feedback(assignment: string, file: string, options: FeedbackOptions): Promise<ExitCode> {
  const notebook = slimNotebook(readNotebook(await readNotebookFile(file), basename(file)));
  using interruption = abortOnSignals();
  const { signal } = interruption;
  const server = feedbackServer(options.server, signal);
  const say = (line: string): void => {
    process.stderr.write(`${plainText(line)}\n`);
  };
  const person = signIn(server, { stateDir: await stateDir(process.env), say, signal });
  const path = `/v1/feedback/${encodeURIComponent(assignment)}`;
  const { status, token } = await send(server, path, notebook, person);
  const { report, message, tokens } = await follow(server, status, { token, say, signal, patience: PATIENCE });
  if (report === undefined) {
    throw new Refusal({ code: 'noFeedback', text: message, remedy: tokens.text, whoseTurn: 'operator' });
  }
  const text = renderFeedback(report, { assignment, colour: process.stdout.isTTY });
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : text);
  say(`${tokens.text} The same with your plots: ${new URL(status.page, server.url).href}`);
  return exitCodeOf(report);
}

/** Once more where the server has ended the sign-in that was kept. */
async function send(server: FeedbackServer, path: string, body: unknown, person: SignIn) {
  const first = await person.token();
  const post = (token: string) => server.ask('POST', path, { answer: statusSchema, token, body });
  try {
    return { status: await post(first), token: first };
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'notSignedIn') throw error;
    await person.forget();
    const token = await person.token();
    return { status: await post(token), token };
  }
}

/** As `assay grade` ends for the same notebook, by its visible checks. */
function exitCodeOf({ open, outcome }: FeedbackReport): ExitCode {
  if (open !== undefined) return EXIT.courseFailure;
  return outcome === 'passed' ? EXIT.passed : EXIT.studentFailure;
}
