import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { colabHas } from '../colab/colabHas.js';
import { readPublished, type Published } from '../colab/published.js';
import { loadAssignment, loadCourse } from '../course/load.js';
import type { GradingContext } from '../grading/context.js';
import { IntakeError } from '../intake/intakeError.js';
import type { Notebook } from '../intake/notebook.js';
import { readNotebook } from '../intake/readNotebook.js';
import { plainText } from '../results/plainText.js';
import type { Finding } from './finding.js';
import { starterNeeds, type StarterNeeds } from './starterNeeds.js';

const STARTER = 'starter.ipynb';
const MOST_URLS = 10;

/** What the starter of each assignment needs and lacks. @throws {CourseError} where a file of the course is wrong. */
export async function starterFindings(
  context: GradingContext,
  courseDir: string,
  packageDir: string,
): Promise<Finding[]> {
  const published = await readPublished(packageDir);
  const { assignments } = await loadCourse(courseDir);
  const findings: Finding[] = [];
  // One container at a time: whoever asks may be grading on this machine.
  for (const id of assignments) {
    const loaded = await loadAssignment(courseDir, id);
    const bytes = await readFile(join(loaded.dir, STARTER)).catch(() => undefined);
    if (bytes === undefined) {
      findings.push({ level: 'ok', subject: 'starter', text: `${id}: has no ${STARTER} that could be looked at` });
      continue;
    }
    const read = readStarter(bytes, `${id}/${STARTER}`);
    findings.push(
      ...('level' in read ? [read] : needsFindings(id, await starterNeeds(context, loaded, read), published)),
    );
  }
  return findings;
}

/** One that nobody could hand in is the course's to mend, and keeps no machine from grading. */
function readStarter(bytes: Uint8Array, name: string): Notebook | Finding {
  try {
    return readNotebook(bytes, name);
  } catch (error) {
    if (error instanceof IntakeError) return { level: 'warn', subject: 'starter', text: plainText(error.message) };
    throw error;
  }
}

/** A line for what is there, one for each thing that is not, and one for the addresses that it names. */
export function needsFindings(id: string, needs: StarterNeeds, published: Published): Finding[] {
  const say = (level: Finding['level'], text: string): Finding => {
    return { level, subject: 'starter', text: `${id}: ${plainText(text).replaceAll(/\s+/gu, ' ')}` };
  };
  const lacking = [
    ...needs.imports.flatMap(({ name, cell, isThere, isOptional, lacks, why }) => {
      if (isOptional) return [];
      const colab = colabHas(name, published);
      if (!isThere) return [`cell ${cell + 1} imports ${name}: ${why ?? 'not there'}; ${colab}`];
      return lacks.length === 0
        ? []
        : [`cell ${cell + 1} imports ${lacks.join(', ')} from ${name}, which has no such name`];
    }),
    ...needs.magics.flatMap(({ name, cell, isThere }) => {
      return isThere ? [] : [`cell ${cell + 1} uses the magic ${name}, which the grader has not got`];
    }),
    ...needs.programs.flatMap(({ name, cell, isThere }) => {
      return isThere ? [] : [`cell ${cell + 1} calls the program ${name}, which the image has not got`];
    }),
    ...needs.unread.map(({ name, cell }) => `cell ${cell + 1} cannot be read: ${name}`),
  ];
  const count = (all: readonly unknown[], one: string): string => `${all.length} ${one}${all.length === 1 ? '' : 's'}`;
  const named = [count(needs.imports, 'module'), count(needs.magics, 'magic'), count(needs.programs, 'program')].join(
    ', ',
  );
  const { urls } = needs;
  const more = urls.length > MOST_URLS ? `, and ${urls.length - MOST_URLS} more` : '';
  return [
    ...(lacking.length === 0 ? [say('ok', `all that its starter names is there: ${named}`)] : []),
    ...lacking.map((text) => say('warn', `the starter's ${text}`)),
    ...(urls.length === 0
      ? []
      : [
          say(
            'ok',
            `its starter names addresses, and there is no network (docs/data.md): ${urls
              .slice(0, MOST_URLS)
              .map(({ name }) => name)
              .join(', ')}${more}`,
          ),
        ]),
  ];
}
