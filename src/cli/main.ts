#!/usr/bin/env node
import { CommanderError } from '@commander-js/extra-typings';
import { EXIT, explainError, type ExitCode } from './exitCodes.js';
import { program } from './program.js';
import { packageVersion } from './setting.js';

async function main(): Promise<ExitCode> {
  let code: ExitCode = EXIT.passed;
  try {
    await (await program(await packageVersion(), (ended) => (code = ended), process.argv[2])).parseAsync();
    return code;
  } catch (error) {
    // Commander has printed its own message, help and version included.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.badInput;
    const { message, code: failed } = explainError(error);
    process.stderr.write(`${message}\n`);
    return failed;
  }
}

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// Not process.exit, which would cut what a pipe has not taken yet.
process.exitCode = await main();
