import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { idSchema } from '../course/fields.js';
import { privateFile } from '../base/privateFile.js';

const platformId = z.string().regex(/^\d{1,20}$/u);

/** A secret that one Gradescope assignment signs its requests with. */
const hookKeySchema = z.strictObject({
  kid: z.string().regex(/^[a-z0-9-]{1,100}$/u),
  /** 32 random bytes in hex. */
  secret: z.string().regex(/^[0-9a-f]{64}$/u),
  course: idSchema,
  assignment: idSchema,
  /** What comes with it: submissions, or what is to have feedback alone. */
  workClass: z.enum(['submission', 'feedback']).default('submission'),
  /** Gradescope's own ids; learnt from the first accepted submission where absent. */
  gradescopeCourseId: platformId.optional(),
  gradescopeAssignmentId: platformId.optional(),
  createdAt: z.iso.datetime(),
  /** From then on it is refused. */
  notAfter: z.iso.datetime().optional(),
});
export type HookKey = z.infer<typeof hookKeySchema>;

const fileSchema = z.strictObject({ schemaVersion: z.literal(1), keys: z.array(hookKeySchema).max(10_000) });

/** Which course and assignment of Gradescope's. */
type GradescopeIds = Pick<HookKey, 'gradescopeCourseId' | 'gradescopeAssignmentId'>;

/** What a key is for: an assignment's submissions, or feedback on it. */
export type KeyPurpose = Pick<HookKey, 'course' | 'assignment' | 'workClass'>;

/** The hook's keys, in `hook-keys.json` of the state folder. Several at once are how a key is rotated. */
export interface HookKeys {
  list(): Promise<readonly HookKey[]>;
  find(kid: string): Promise<HookKey | undefined>;
  /** A new key. It takes over what older ones for the same learnt, so that rotating one opens nothing. */
  create(purpose: KeyPurpose, now: Date, ids?: GradescopeIds): Promise<HookKey>;
  /** Ends a key at an instant. False where there is none of this name. */
  retire(kid: string, notAfter: Date): Promise<boolean>;
  /**
   * Takes the first submission, and then binds all keys for the same that are not bound yet to Gradescope's ids. One at
   * a time, whatever process: `take` is given the keys as they are then, and where it throws nothing is bound.
   */
  bind<Taken>(key: HookKey, ids: Required<GradescopeIds>, take: (keys: readonly HookKey[]) => Taken): Promise<Taken>;
}

export function openHookKeys(stateDir: string): HookKeys {
  const file = privateFile(join(stateDir, 'hook-keys.json'), fileSchema, { schemaVersion: 1, keys: [] });
  const map = async (change: (key: HookKey) => HookKey): Promise<readonly HookKey[]> =>
    (await file.update(({ keys }) => ({ schemaVersion: 1, keys: keys.map(change) }))).keys;
  const find = async (kid: string): Promise<HookKey | undefined> =>
    (await file.read()).keys.find((key) => key.kid === kid);
  return {
    list: async () => (await file.read()).keys,
    find,
    async create(purpose, now, ids) {
      const kid = `${purpose.assignment}-${randomBytes(4).toString('hex')}`;
      const secret = randomBytes(32).toString('hex');
      const { keys } = await file.update(({ keys: older }) => {
        const bound = older.find((key) => isFor(key, purpose) && isBound(key));
        const { gradescopeCourseId, gradescopeAssignmentId } = ids ?? bound ?? {};
        const { course, assignment, workClass } = purpose;
        const key = { kid, secret, course, assignment, workClass, createdAt: now.toISOString() };
        return {
          schemaVersion: 1,
          keys: [...older, { ...key, gradescopeCourseId, gradescopeAssignmentId }],
        };
      });
      const created = keys.find((key) => key.kid === kid);
      if (created === undefined) throw new Error('a new key was not stored');
      return created;
    },
    async retire(kid, notAfter) {
      if ((await find(kid)) === undefined) return false;
      await map((key) => (key.kid === kid ? { ...key, notAfter: notAfter.toISOString() } : key));
      return true;
    },
    async bind<Taken>(own: HookKey, ids: Required<GradescopeIds>, take: (keys: readonly HookKey[]) => Taken) {
      let taken: { readonly value: Taken } | undefined;
      await file.update(({ keys }) => {
        taken = { value: take(keys) };
        return {
          schemaVersion: 1,
          keys: keys.map((key) => (isFor(key, own) && !isBound(key) ? { ...key, ...ids } : key)),
        };
      });
      if (taken === undefined) throw new Error('the keys were changed without their change');
      return taken.value;
    },
  };
}

/** Whether it has learnt which Gradescope assignment it is of. */
export function isBound(key: GradescopeIds): boolean {
  return key.gradescopeCourseId !== undefined && key.gradescopeAssignmentId !== undefined;
}

function isFor(key: KeyPurpose, { course, assignment, workClass }: KeyPurpose): boolean {
  return key.course === course && key.assignment === assignment && key.workClass === workClass;
}
