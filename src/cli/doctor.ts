import type { Command } from '@commander-js/extra-typings';
import pc from 'picocolors';
import { loadCourse } from '../course/load.js';
import { courseImageFindings } from '../doctor/courseImageFindings.js';
import { engineFindings, imageFindings } from '../doctor/engineFindings.js';
import type { Finding } from '../doctor/finding.js';
import { gpuFindings } from '../doctor/gpuFindings.js';
import { longestRunFindings } from '../doctor/longestRunFindings.js';
import { diskFinding } from '../doctor/machineFindings.js';
import { probeAfresh } from '../doctor/preflight.js';
import type { PromiseSeen } from '../doctor/promises.js';
import { redisFindings } from '../doctor/redisFindings.js';
import { starterFindings } from '../doctor/starterFindings.js';
import { openQueueRedis } from '../queue/connection.js';
import { connectEngine } from '../sandbox/engine.js';
import { COURSE, GPUS } from './arguments.js';
import { EXIT, explainError, type ExitCode } from './exitCodes.js';
import { readAside } from './gpus.js';
import { gradingContext, gradingMachine } from './gradingContext.js';
import { courseFindings } from './late/courseFindings.js';
import { LEDGER } from './late/options.js';
import { messageFindings } from './notify.js';
import { gpusSetting, PACKAGE_DIR, stateDir } from './setting.js';

interface DoctorOptions {
  /** Every promise of the sandbox in a line of its own. */
  readonly probe?: true;
  /** As `assay worker` takes it. */
  readonly gpus?: string;
  readonly course: string;
  readonly ledger?: string | undefined;
}

export function doctorCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('doctor')
    .description('say whether this machine can grade, and what it lacks')
    .option('--probe', 'list every promise of the sandbox and what was seen of it')
    .option(...GPUS)
    .option(...COURSE)
    .option(...LEDGER)
    .action(async (options) => {
      end(await doctor(options));
    });
}

/** `assay doctor`: everything that grading needs of this machine, in plain words. */
async function doctor(options: DoctorOptions): Promise<ExitCode> {
  const state = await stateDir(process.env);
  const engine = connectEngine();
  const findings: Finding[] = [];
  const look = async (subject: string, find: () => Promise<Finding | Finding[]>): Promise<void> => {
    const found = await find().catch((error: unknown): Finding => {
      return { level: 'fail', subject, text: explainError(error).message.replaceAll('\n', ' ') };
    });
    findings.push(...[found].flat());
  };
  await look('engine', () => engineFindings(engine));
  if (findings.every(({ level }) => level !== 'fail')) {
    await look('images', () => imageFindings(engine, PACKAGE_DIR));
    await look('course image', () => courseImageFindings(engine, PACKAGE_DIR, options.course));
  }
  if (findings.every(({ level }) => level !== 'fail')) {
    await look('sandbox', async () => {
      const promises = await probeAfresh(await gradingMachine(process.env, state), state);
      return sandboxFindings(promises, options.probe === true);
    });
  }
  if (findings.every(({ level }) => level !== 'fail')) {
    await look('starter', async () => {
      const { image } = await loadCourse(options.course);
      return await starterFindings(await gradingContext(process.env, state, image), options.course, PACKAGE_DIR);
    });
  }
  await look('redis', async () => {
    await using redis = await openQueueRedis(state, process.env);
    return await redisFindings(redis);
  });
  await look('disk', () => diskFinding(state));
  await look('course', () => courseFindings(options));
  await look('longest run', () => longestRunFindings(options.course));
  await look('messages', () => messageFindings(options));
  await look('gpus', () => gpuFindings(gpusSetting(options.gpus, process.env), () => readAside(state)));

  const { stdout } = process;
  const colours = pc.createColors(stdout.isTTY);
  const mark = { ok: colours.green('ok  '), warn: colours.yellow('warn'), fail: colours.red('FAIL') };
  for (const { level, subject, text } of findings) stdout.write(`${mark[level]}  ${subject.padEnd(14)}  ${text}\n`);
  const failed = findings.filter(({ level }) => level === 'fail').length;
  stdout.write(failed === 0 ? 'This machine can grade.\n' : `This machine cannot grade yet: ${failed} to mend.\n`);
  return failed === 0 ? EXIT.passed : EXIT.platformFailure;
}

/** One line for all that was kept, unless each is asked for; one for each that was broken. */
function sandboxFindings(promises: readonly PromiseSeen[], each: boolean): Finding[] {
  const kept = promises.filter((promise) => promise.kept);
  const summary = `probed from inside and outside, as promised: ${kept.map(({ name }) => name).join(', ')}`;
  return [
    ...(each
      ? kept.map(({ name, seen }): Finding => ({ level: 'ok', subject: 'sandbox', text: `${name}: ${seen}` }))
      : [{ level: 'ok', subject: 'sandbox', text: summary } as const]),
    ...promises.flatMap(({ name, kept: isKept, seen }): Finding[] =>
      isKept ? [] : [{ level: 'fail', subject: 'sandbox', text: `${name}: ${seen}; not as promised` }],
    ),
  ];
}
