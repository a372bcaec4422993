// Adds up what the parts of a test run left behind and prints the closing line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? '.';
const total = { passed: 0, failed: 0, skipped: 0 };
for (const file of readdirSync(folder)) {
  const part = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  for (const key of Object.keys(total)) total[key] += part[key];
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
// Nothing run is not a success.
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
