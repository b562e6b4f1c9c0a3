import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { jsonOrNothing } from '../base/jsonOrNothing.js';
import type { LoadedAssignment } from '../course/load.js';
import type { GradingContext } from '../grading/context.js';
import { runCell } from '../grading/runCell.js';
import { startStudent } from '../grading/sandboxes.js';
import type { Notebook } from '../intake/notebook.js';
import { PlatformError } from '../base/platformError.js';

const PROGRAM = readFileSync(new URL('../../sandbox/probe/starter.py', import.meta.url), 'utf8');
/** Importing torch and its kin is slow; nothing of the notebook runs. */
const CELL_MS = 120_000;
const OUTPUT_KIB = 2048;

/** `name`: as the notebook writes it. `cell`: the first one that names it, from 0. */
const namedSchema = z.object({ name: z.string(), cell: z.int().min(0) });
const thingSchema = namedSchema.extend({ isThere: z.boolean() });
const importSchema = thingSchema.extend({
  /** Where the notebook goes on without it: `try: import …` that catches the failure. */
  isOptional: z.boolean(),
  /** What is taken from the module, and what of that the module has not got. */
  names: z.array(z.string()),
  lacks: z.array(z.string()),
  /** The error of the import that failed. */
  why: z.string().optional(),
});
const needsSchema = z.object({
  imports: z.array(importSchema),
  magics: z.array(thingSchema),
  programs: z.array(thingSchema),
  urls: z.array(namedSchema),
  /** Cells that cannot be read; `name` is the error. */
  unread: z.array(namedSchema),
});
/** What a notebook needs of the place where it runs, and whether that is there. */
export type StarterNeeds = z.infer<typeof needsSchema>;

/**
 * Looks in a container as a student's would be, with the assignment's own data and limits. The notebook itself is read,
 * not run, so what it makes up at run time (an import by a computed name, a program called by `subprocess`) is not seen.
 *
 * @throws {PlatformError} where the look cannot be had.
 */
export async function starterNeeds(
  context: GradingContext,
  loaded: LoadedAssignment,
  notebook: Notebook,
): Promise<StarterNeeds> {
  const sources = notebook.cells.flatMap(({ kind, index, source }) => (kind === 'code' ? [[index, source]] : []));
  // Twice: the text of a string of Python that holds JSON.
  const literal = JSON.stringify(JSON.stringify(sources));
  const source = `import json\nSOURCES = json.loads(${literal})\n${PROGRAM}`;
  await using session = await startStudent(context, loaded, 'starter');
  const run = await runCell(session, { index: 0, number: 1, source }, { outputKiB: OUTPUT_KIB }, CELL_MS);
  const needs = needsSchema.safeParse(jsonOrNothing(run.outputs.printed));
  if (needs.success) return needs.data;
  const { error } = run.outputs;
  throw new PlatformError(
    `The needs of ${loaded.assignment.id}'s starter could not be seen (${error?.ename ?? run.status}).`,
    { remedy: 'Operator: `npm run setup`, then `assay doctor` again.' },
  );
}
