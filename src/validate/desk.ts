import { z } from 'zod';
import type { Limits } from '../course/schema.js';
import { SandboxContainer } from '../sandbox/container.js';
import type { Engine } from '../sandbox/engine.js';
import { PlatformError } from '../base/platformError.js';
import { BrokenChecks } from '../grading/brokenChecks.js';

/** As `checkCatalogue` reads it, with the file that the check stands in. */
const announcedSchema = z.looseObject({ id: z.string(), file: z.string() });

const mutantSchema = z.object({
  name: z.string(),
  function: z.string(),
  source: z.string(),
  diff: z.string(),
  scored: z.boolean(),
});
/** A wrong solution that the tool made. */
export type MadeMutant = z.infer<typeof mutantSchema>;

export const attemptSchema = z.object({
  /** `stopped`: the patch itself raised; `timedOut`: the check took too long. */
  status: z.enum(['passed', 'failed', 'broken', 'stopped', 'timedOut']),
  message: z.string(),
  expected: z.string().optional(),
  got: z.string().optional(),
  hint: z.string().optional(),
  log: z.string().optional(),
  /** Names of the notebook that the check asked for. */
  asked: z.array(z.string()).readonly(),
  /** Of the check and the notebook together: it says the same however busy the machine is. */
  cpuMs: z.number(),
});
export type Attempt = z.infer<typeof attemptSchema>;

const ranCellSchema = z.object({ status: z.string(), error: z.string().nullable(), cpuSeconds: z.number() });
/** How a cell of the solution or the starter ended. */
export type RanCell = z.infer<typeof ranCellSchema>;

const ANSWERS = {
  catalogue: z.array(announcedSchema),
  definitions: z.record(z.string(), z.string()),
  mutants: z.array(mutantSchema),
  odd: z.array(z.string()),
  notebook: z.array(ranCellSchema),
  attempt: attemptSchema,
} as const;
type Op = keyof typeof ANSWERS;

const messageSchema = z.union([z.object({ answer: z.unknown() }), z.object({ failed: z.string() })]);

/** Longer than any notebook of a course takes; a check's own limit is kept inside the container. */
const ANSWER_MS = 600_000;

export interface DeskPlace {
  readonly engine: Engine;
  /** The validator's image, by its digest. */
  readonly image: string;
  readonly dir: string;
  readonly limits: Limits;
  readonly labels: Readonly<Record<string, string>>;
}

/** A container in which an assignment's checks are tried, one question after the other. */
export class Desk implements AsyncDisposable {
  readonly #container: SandboxContainer;

  private constructor(container: SandboxContainer) {
    this.#container = container;
  }

  /** @throws {PlatformError} where the engine cannot. */
  static async open({ engine, image, dir, limits, labels }: DeskPlace): Promise<Desk> {
    // Notebook and checks share the container.
    const shared = { ...limits, memoryMiB: limits.memoryMiB * 2 + 512, pids: limits.pids + 64, cpus: 1 };
    const purpose = { role: 'checker', image, assignmentDir: dir, limits: shared, labels } as const;
    return new Desk(await SandboxContainer.start(engine, purpose, ['stdout']));
  }

  /**
   * @throws {BrokenChecks} where the course's own code cannot be imported or used.
   * @throws {PlatformError} where the container ends or falls silent.
   */
  async ask<O extends Op>(op: O, question: Readonly<Record<string, unknown>>): Promise<z.output<(typeof ANSWERS)[O]>> {
    await this.#container.send({ op }, [Buffer.from(JSON.stringify(question))]);
    const received = await this.#container.receive(this.#container.deadline(ANSWER_MS));
    if (received === 'timeout' || received === 'closed' || 'violation' in received) {
      throw new PlatformError('The container that tries the checks ended before it had answered.', {
        remedy:
          'Operator: look at the machine’s memory; `limits.memoryMiB` of the assignment decides what it may have.',
        cause: new Error(this.#container.diagnostics.slice(-2_000)),
      });
    }
    const [blob = Buffer.of()] = received.frame.blobs;
    const message = messageSchema.parse(JSON.parse(blob.toString('utf8')));
    if ('failed' in message) throw new BrokenChecks(message.failed);
    return ANSWERS[op].parse(message.answer) as z.output<(typeof ANSWERS)[O]>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#container[Symbol.asyncDispose]();
  }
}
