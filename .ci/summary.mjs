// Prints "N passed, N failed" from the test report. Plain JavaScript: it must also run where setup failed.
import { existsSync, readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);

const count = () => {
  if (!existsSync(file)) {
    process.stderr.write('No test ran; the reason is above.\n');
    return { passed: 0, failed: 1 };
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  // A file that cannot be loaded fails without any test of it failing.
  const unloaded = report.testResults.filter((each) => each.status === 'failed' && each.assertionResults.length === 0);
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length };
};

const { passed, failed } = count();
process.stdout.write(`${passed} passed, ${failed} failed\n`);
if (failed > 0) process.exitCode = 1;
