import { z } from 'zod';

/**
 * What the containers say (docs/protocol.md). Unknown keys are dropped; `value` and its like are relayed as they
 * are, for the header reader has bounded them and nobody here looks inside.
 */
const value = z.unknown();
/** Bounded by the header it came in; counted in code points by the runner, so no second limit here. */
const text = z.string();
const id = z.int().nonnegative();

const names = z.array(z.string().max(100)).max(300);

const errorSchema = z.object({ kind: z.string().max(32), name: z.string().max(200).optional(), text });
/** An answer that is not a value: the student's exception, or a sentence of ours for what never came. */
export type CallError = z.infer<typeof errorSchema>;

const replyFields = { value: value.optional(), error: errorSchema.optional() };

export const studentMessageSchema = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('ready'),
    python: z.string().max(64),
    packages: z.record(z.string(), z.string().max(64)),
    memoryBytes: id,
  }),
  z.object({ op: z.literal('pong') }),
  z.object({
    op: z.literal('output'),
    kind: z.enum(['stream', 'display', 'result', 'update', 'clear', 'error']),
    name: z.string().max(16).optional(),
    data: z
      .array(z.tuple([z.string().max(128), id]))
      .max(32)
      .optional(),
    display: z.string().max(200).nullish(),
    wait: z.boolean().optional(),
    ename: text.optional(),
    evalue: text.optional(),
  }),
  z.object({ op: z.literal('note'), kind: z.string().max(32), text }),
  z.object({ op: z.literal('names'), index: id, binds: names, uses: names, whole: z.boolean() }),
  z.object({ op: z.literal('cell-done'), index: id, status: z.enum(['ok', 'error', 'interrupted', 'gpuOutOfMemory']) }),
  z.object({ op: z.literal('group-ready') }),
  z.object({ op: z.literal('group-ended'), died: z.boolean(), threads: z.boolean().optional() }),
  z.object({ op: z.literal('callback'), id: z.string().max(64), callback: id, args: value, kwargs: value }),
  z.object({ op: z.literal('reply'), id: z.string().max(64), ...replyFields }),
]);
export type StudentMessage = z.infer<typeof studentMessageSchema>;

export const checkerMessageSchema = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('ready'),
    /** Looked at by `checkCatalogue`, which can say which check is wrong and how. */
    checks: z.array(z.unknown()).max(1000),
    packages: z.record(z.string(), z.string()),
  }),
  z.object({ op: z.literal('broken'), text: z.string() }),
  z.object({ op: z.literal('opened') }),
  z.object({ op: z.literal('closed') }),
  z.object({ op: z.literal('call'), id, do: z.string().max(32) }).loose(),
  z.object({ op: z.literal('callback-reply'), id, ...replyFields }),
  z.object({
    op: z.literal('verdict'),
    check: z.string(),
    status: z.enum(['passed', 'failed', 'broken']),
    message: z.string(),
    expected: z.string().nullish(),
    got: z.string().nullish(),
    hint: z.string().nullish(),
    log: z.string().nullish(),
  }),
]);
export type CheckerMessage = z.infer<typeof checkerMessageSchema>;
/** With the name that the check asked for first, as the host saw it. */
export type Verdict = Extract<CheckerMessage, { op: 'verdict' }> & { readonly asks?: string };
