// Tells what PostgreSQL's own grammar makes of statements, in the form of Refract's model of them.
//
// Standard input: fields, each ended by a NUL. For a statement: its text, how many expressions follow, and those.
// Standard output, in the same order: for a statement its form, or "refused: " and why; for an expression the hash of its tree.
import { readFileSync } from 'node:fs';
import { loadModule, parseSync } from 'libpg-query';
import { hash } from './expressions.mjs';
import { executions, statements as objects } from './objects.mjs';
import { unwrap } from './record.mjs';
import { statements as rows } from './rows.mjs';
import { statements as tables } from './tables.mjs';

const readers = { ...tables, ...rows, ...objects };
Object.assign(readers, executions(form));

function form(statement) {
  const [kind, inner] = unwrap(statement);
  return readers[kind] === undefined ? `no form for ${kind}` : readers[kind](inner);
}

function judged(sql) {
  let parsed;
  try {
    parsed = parseSync(sql);
  } catch (e) {
    return `refused: ${e.message}`;
  }
  const statements = parsed.stmts ?? [];
  return statements.length === 1 ? form(statements[0].stmt) : `${statements.length} statements`;
}

/** DEFAULT stands where an expression may, and is none. */
function hashed(text) {
  if (/^default$/i.test(text)) {
    return hash({ SetToDefault: {} });
  }
  try {
    return hash(parseSync(`DELETE FROM t WHERE ${text}`).stmts[0].stmt.DeleteStmt.whereClause);
  } catch (e) {
    return `no expression: ${e.message}`;
  }
}

await loadModule();
const fields = readFileSync(0, 'utf8').split('\0');
for (let i = 0; i + 1 < fields.length; ) {
  const answers = [judged(fields[i])];
  const texts = Number(fields[i + 1]);
  i += 2;
  for (const end = i + texts; i < end; i++) {
    answers.push(hashed(fields[i]));
  }
  process.stdout.write(answers.map(answer => `${answer}\0`).join(''));
}
