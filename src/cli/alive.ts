import type { Command } from '@commander-js/extra-typings';
import { openQueueRedis } from '../queue/connection.js';
import { answers, connectEngine } from '../sandbox/engine.js';
import { readHeartbeats } from '../machine/heartbeat.js';
import { EXIT, explainError, type ExitCode } from './exitCodes.js';
import { stateDir } from './setting.js';

/** A worker whose loop has not turned for so long stands still. */
const STALE_SECONDS = 60;

export function aliveCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('alive')
    .description(
      'whether the worker on this state folder can work: for health checks, cheap enough for every few seconds',
    )
    .action(async () => {
      end(await alive());
    });
}

/** `assay alive`: the engine answers, Redis answers, and a worker's loop turns. It starts no container. */
async function alive(): Promise<ExitCode> {
  const state = await stateDir(process.env);
  const problems = (await Promise.all([engineProblem(), redisProblem(state), workerProblem(state)])).flat();
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length === 0) process.stdout.write('alive\n');
  return problems.length === 0 ? EXIT.passed : EXIT.platformFailure;
}

async function engineProblem(): Promise<string[]> {
  if (await answers(connectEngine())) return [];
  return ['The container engine does not answer. Operator: see its log, and `assay doctor`.'];
}

async function redisProblem(state: string): Promise<string[]> {
  try {
    await using _redis = await openQueueRedis(state, process.env);
    return [];
  } catch (error) {
    return [explainError(error).message];
  }
}

async function workerProblem(state: string): Promise<string[]> {
  const heartbeats = await readHeartbeats(state);
  if (heartbeats.length === 0) return [`No worker runs on ${state}. Operator: start one with \`assay worker\`.`];
  return heartbeats
    .filter(({ ageSeconds }) => !(ageSeconds < STALE_SECONDS))
    .map(
      ({ pid, ageSeconds }) =>
        `The worker ${pid} has stood still for ${Math.round(ageSeconds)} s. Operator: restart it, and look for what starves or stops it.`,
    );
}
