import { Command } from '@commander-js/extra-typings';
import { lateCommand } from '../../src/cli/late.js';

// The command alone, as the program registers it.
const root = new Command('assay');
lateCommand(root, (code) => (process.exitCode = code));
await root.parseAsync();
