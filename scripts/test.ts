import { parseCLI, startVitest, type Vitest } from 'vitest/node';

/**
 * Tests by outcome. What goes wrong outside a test is a failure too: an import, a hook, an error that nobody handled.
 * A test that never came to its end has failed.
 */
function countOutcomes({ state }: Vitest): { passed: number; failed: number; skipped: number } {
  const counts = { passed: 0, failed: state.getUnhandledErrors().length, skipped: 0 };
  for (const file of state.getTestModules()) {
    counts.failed += [file, ...file.children.allSuites()].filter((scope) => scope.errors().length > 0).length;
    for (const test of file.children.allTests()) {
      const outcome = test.result().state;
      counts[outcome === 'pending' ? 'failed' : outcome] += 1;
    }
  }
  return counts;
}

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
// What takes long has a command of its own, `npm run test:slow`.
options.project ??= ['!slow', '!start'];
const { passed, failed, skipped } = countOutcomes(await startVitest(filter, options));
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
// Vitest has set the code where nothing was counted: when no test file matched.
process.exit(failed > 0 ? 1 : process.exitCode);
