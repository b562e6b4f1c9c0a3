import { InvalidArgumentError, type Command } from '@commander-js/extra-typings';
import { readAssignment, loadCourse } from '../course/load.js';
import { openBearerKeys, type Role } from '../machine/bearerKeys.js';
import { openHookKeys } from '../machine/hookKeys.js';
import { writeNew } from '../base/writeWhole.js';
import { ASSIGNMENT, COURSE } from './arguments.js';
import { EXIT, UsageError, type ExitCode } from './exitCodes.js';
import { whole } from './late/numbers.js';
import { printJson, printLines } from './late/options.js';
import { stateDir } from './setting.js';

const OUT = ['--out <file>', 'write the key there, for its owner alone to read, instead of printing it'] as const;

/** Adds `keys` and its subcommands. A running server sees what they change at once. */
export function keysCommand(root: Command, end: (code: ExitCode) => void): void {
  const keys = root.command('keys').description('keys of the server: Gradescope’s, staff’s and workers’');
  keys
    .command('new')
    .description('a key for an assignment’s autograder zip; older ones stay valid until they are retired')
    .argument(...ASSIGNMENT)
    .option(...COURSE)
    .option('--gradescope <ids>', 'Gradescope’s course and assignment id, e.g. 384011/1945223', gradescopeIds)
    .option('--feedback', 'for a second Gradescope assignment, whose uploads get feedback and do not count')
    .option('--unbound', 'learn Gradescope’s ids anew: for another Gradescope assignment of the same homework')
    .action(async (id, options) => {
      const { course, assignment } = await ofCourse(options.course, id);
      const hookKeys = openHookKeys(await stateDir(process.env));
      const ids = options.gradescope ?? (options.unbound === true ? {} : undefined);
      const workClass = options.feedback === true ? 'feedback' : 'submission';
      const { kid } = await hookKeys.create({ course, assignment, workClass }, new Date(), ids);
      printLines([`Made the key ${kid}; its secret is in hook-keys.json of the state folder and goes into the zip.`]);
      end(EXIT.passed);
    });
  for (const role of ['staff', 'worker'] as const) {
    keys
      .command(role)
      .description(role === 'staff' ? 'a key for a member of staff' : 'a key for workers on other machines')
      .argument('<name>', role === 'staff' ? 'who it is, as the log will name them' : 'which worker it is')
      .option(...OUT)
      .action(async (name, options) => {
        await createBearerKey(name, role, options.out);
        end(EXIT.passed);
      });
  }
  keys
    .command('list')
    .description('all keys, without their secrets')
    .option('--json', 'print JSON')
    .action(async (options) => {
      await listKeys(options.json === true);
      end(EXIT.passed);
    });
  keys
    .command('retire')
    .description('end a key, now or later')
    .argument('<key>', 'a key’s id as `keys list` prints it, e.g. hw4-0a1b2c3d or staff:ada')
    .option('--in-hours <n>', 'end it so much later', whole, 0)
    .action(async (key, options) => {
      await retireKey(key, new Date(Date.now() + options.inHours * 3_600_000));
      end(EXIT.passed);
    });
}

async function ofCourse(courseDir: string, id: string): Promise<{ course: string; assignment: string }> {
  const [{ course }, { assignment }] = await Promise.all([loadCourse(courseDir), readAssignment(courseDir, id)]);
  return { course: course.id, assignment: assignment.id };
}

async function createBearerKey(name: string, role: Role, out: string | undefined): Promise<void> {
  if (!/^[A-Za-z0-9._@-]{1,64}$/u.test(name)) throw new UsageError('A name is made of letters, digits and . _ @ -');
  const text = await openBearerKeys(await stateDir(process.env)).create(name, role, new Date());
  if (out === undefined) {
    printLines([text]);
    process.stderr.write('This is the key. It is kept nowhere and cannot be printed again.\n');
    return;
  }
  await writeNew(out, `${text}\n`).catch((error: unknown) => {
    throw new UsageError(`${out} cannot be written, so the key is lost; retire ${role}:${name}. ${String(error)}`);
  });
}

interface KeyLine {
  readonly key: string;
  readonly for: string;
  readonly createdAt: string;
  readonly notAfter: string | null;
}

async function listKeys(asJson: boolean): Promise<void> {
  const state = await stateDir(process.env);
  const hook = (await openHookKeys(state).list()).map(
    ({
      kid,
      course,
      assignment,
      workClass,
      gradescopeCourseId,
      gradescopeAssignmentId,
      createdAt,
      notAfter,
    }): KeyLine => {
      const ids =
        gradescopeCourseId === undefined ? 'not used yet' : `${gradescopeCourseId}/${gradescopeAssignmentId ?? ''}`;
      return {
        key: kid,
        for: `${course} ${assignment}${workClass === 'feedback' ? ', feedback' : ''}, Gradescope ${ids}`,
        createdAt,
        notAfter: notAfter ?? null,
      };
    },
  );
  const bearer = (await openBearerKeys(state).list()).map(({ name, role, createdAt, notAfter }): KeyLine => ({
    key: `${role}:${name}`,
    for: role,
    createdAt,
    notAfter: notAfter ?? null,
  }));
  const all = [...hook, ...bearer];
  if (asJson) printJson(all);
  else if (all.length === 0) printLines(['There are no keys yet.']);
  else printLines(all.map((line) => `${line.key}  ${line.for}, made ${line.createdAt}${endOf(line)}`));
}

function endOf({ notAfter }: KeyLine): string {
  return notAfter === null ? '' : `, ends ${notAfter}`;
}

async function retireKey(key: string, notAfter: Date): Promise<void> {
  const state = await stateDir(process.env);
  const [, role, name] = /^(staff|worker):(.+)$/u.exec(key) ?? [];
  const isKnown =
    role === undefined || name === undefined
      ? await openHookKeys(state).retire(key, notAfter)
      : await openBearerKeys(state).retire(name, role as Role, notAfter);
  if (!isKnown) throw new UsageError(`There is no key ${key}. See \`assay keys list\`.`);
  printLines([`${key} ends ${notAfter.toISOString()}.`]);
}

function gradescopeIds(text: string) {
  const [, gradescopeCourseId, gradescopeAssignmentId] = /^(\d{1,20})\/(\d{1,20})$/u.exec(text) ?? [];
  if (gradescopeCourseId === undefined || gradescopeAssignmentId === undefined) {
    throw new InvalidArgumentError('It must be <course id>/<assignment id>, as in the address of the assignment.');
  }
  return { gradescopeCourseId, gradescopeAssignmentId };
}
