import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Prints one closing line, `N passed, N failed, N skipped`, so that a script or a person can read the outcome alone.
 * Under `npm test`, where several parts run one after the other, it leaves its numbers in the file named by
 * STATEWRIGHT_TEST_RESULT instead, and one line closes the whole.
 */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state === 'passed' || state === 'failed' ? state : 'skipped'] += 1;
      }
      // A file that could not be loaded, or a hook that failed, has no test to count and is a failure all the same.
      if (module.errors().length > 0) count.failed += 1;
    }
    const file = process.env.STATEWRIGHT_TEST_RESULT;
    if (file !== undefined) writeFileSync(file, JSON.stringify(count));
    else console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}

// vitest loads a reporter named by path through its default export.
// eslint-disable-next-line no-restricted-exports
export default ClosingLine;
