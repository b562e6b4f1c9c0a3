import type { Command } from '@commander-js/extra-typings';
import pc from 'picocolors';
import { engineFindings, imageFindings } from '../doctor/engineFindings.js';
import type { Finding } from '../doctor/finding.js';
import { gpuFindings } from '../doctor/gpuFindings.js';
import { diskFinding } from '../doctor/machineFindings.js';
import { probeAfresh } from '../doctor/preflight.js';
import type { PromiseSeen } from '../doctor/promises.js';
import { redisFindings } from '../doctor/redisFindings.js';
import { openQueueRedis } from '../queue/connection.js';
import { connectEngine } from '../sandbox/engine.js';
import { GPUS } from './arguments.js';
import { EXIT, explainError, type ExitCode } from './exitCodes.js';
import { readAside } from './gpus.js';
import { gradingMachine } from './gradingContext.js';
import { gpusSetting, PACKAGE_DIR, stateDir } from './setting.js';

interface DoctorOptions {
  /** Every promise of the sandbox in a line of its own. */
  readonly probe?: true;
  /** As `assay worker` takes it. */
  readonly gpus?: string;
}

export function doctorCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('doctor')
    .description('say whether this machine can grade, and what it lacks')
    .option('--probe', 'list every promise of the sandbox and what was seen of it')
    .option(...GPUS)
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
  }
  if (findings.every(({ level }) => level !== 'fail')) {
    await look('sandbox', async () => {
      const promises = await probeAfresh(await gradingMachine(process.env, state), state);
      return sandboxFindings(promises, options.probe === true);
    });
  }
  await look('redis', async () => {
    await using redis = await openQueueRedis(state, process.env);
    return await redisFindings(redis);
  });
  await look('disk', () => diskFinding(state));
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
