import { Command } from '@commander-js/extra-typings';
import type { AddCommand } from './arguments.js';
import type { ExitCode } from './exitCodes.js';

/** Where each command is, in the order of the help. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  grade: async () => (await import('./grade.js')).gradeCommand,
  submit: async () => (await import('./submit.js')).submitCommand,
  worker: async () => (await import('./worker.js')).workerCommand,
  serve: async () => (await import('./serve.js')).serveCommand,
  keys: async () => (await import('./keys.js')).keysCommand,
  access: async () => (await import('./access.js')).accessCommand,
  notify: async () => (await import('./notify.js')).notifyCommand,
  gpus: async () => (await import('./gpus.js')).gpusCommand,
  batch: async () => (await import('./batch/index.js')).batchCommand,
  gradescope: async () => (await import('./gradescope.js')).gradescopeCommand,
  regrade: async () => (await import('./regrade/index.js')).regradeCommand,
  work: async () => (await import('./work.js')).workCommand,
  prune: async () => (await import('./prune.js')).pruneCommand,
  late: async () => (await import('./late.js')).lateCommand,
  'explain-check': async () => (await import('./explainCheck.js')).explainCheckCommand,
  written: async () => (await import('./written.js')).writtenCommand,
  gradebook: async () => (await import('./gradebook/index.js')).gradebookCommand,
  alive: async () => (await import('./alive.js')).aliveCommand,
  doctor: async () => (await import('./doctor.js')).doctorCommand,
  image: async () => (await import('./image.js')).imageCommand,
  course: async () => (await import('./course.js')).courseCommand,
  feedback: async () => (await import('./feedback/index.js')).feedbackCommand,
  'feedback-cell': async () => (await import('./feedbackCell.js')).feedbackCellCommand,
  new: async () => (await import('./new.js')).newCommand,
  try: async () => (await import('./try.js')).tryCommand,
  validate: async () => (await import('./validate.js')).validateCommand,
  demo: async () => (await import('./demo.js')).demoCommand,
};

/**
 * Loads the one command that is named, and all for the help: a server that stays up for a term does not hold the engine's
 * client and the drawing of reports.
 *
 * @param asked the first argument, if there is one.
 */
export async function program(version: string, end: (code: ExitCode) => void, asked?: string): Promise<Command> {
  const root = new Command('assay').description('Grades programming assignments written as notebooks.');
  root.version(version).exitOverride().showHelpAfterError('(see `assay --help`)');
  const named = Object.entries(COMMANDS).filter(([name]) => name === asked);
  for (const [, load] of named.length > 0 ? named : Object.entries(COMMANDS)) (await load())(root, end);
  return root;
}
