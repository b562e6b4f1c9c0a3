import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadAssignment } from '../../src/course/load.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { testFolder } from '../support/folder.js';
import { errorsOf, validationOf } from '../validate/validationOf.js';

/**
 * Validates a homework as `assay validate --quick` does: weak checks let wrong solutions through, strict ones refuse right
 * ones, and both are bugs of the checks. One container, since the tests of another homework run beside it.
 */
export function homeworkTest(id: string): void {
  describe(`the checks of ${id}`, () => {
    it('catch what is wrong, spare what is right and give nothing for nothing', { timeout: 900_000 }, async () => {
      await using cache = await testFolder();
      const loaded = await loadAssignment(join(PACKAGE_DIR, 'graders'), id);
      const validation = await validationOf(loaded, cache.path, { isQuick: true, lanes: 1 });
      expect(errorsOf(validation)).toEqual([]);
      // So many slips and answers were tried at all.
      expect(validation.made.of).toBeGreaterThan(100);
      expect(validation.trivial.tried).toBeGreaterThan(200);
    });
  });
}
