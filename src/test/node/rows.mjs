// What is done to rows, and queries.
import { expression, hash, walk } from './expressions.mjs';
import { isCascade, list, record, relation, relations, strings, unwrap } from './record.mjs';
import { tableFromQuery } from './tables.mjs';

const WRITES = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'];

/** The names that WITH gives, anywhere in the statement. */
function commonNames(node) {
  const names = new Set();
  walk(node, (kind, inner) => {
    if (kind === 'CommonTableExpr') {
      names.add(inner.ctename);
    }
    return true;
  });
  return names;
}

/** The tables that are read somewhere in these nodes; what a WITH writes reads for itself. */
function reads(common, ...nodes) {
  const found = new Set();
  nodes.forEach(node =>
    walk(node, (kind, inner) => {
      if (kind === 'RangeVar' && (inner.schemaname !== undefined || !common.has(inner.relname))) {
        found.add(relation(inner));
      }
      return !WRITES.includes(kind) && kind !== 'RangeVar' && kind !== 'IntoClause';
    }),
  );
  return [...found].sort();
}

const bodies = node => list((node.withClause?.WithClause ?? node.withClause)?.ctes).map(item => item.CommonTableExpr.ctequery);

/** The changes that its WITH makes. */
function writes(node) {
  return bodies(node)
    .map(unwrap)
    .filter(([kind]) => WRITES.includes(kind))
    .map(([kind, inner]) => statements[kind](inner));
}

// --- queries

/** CREATE RECURSIVE VIEW is a WITH RECURSIVE of the same name to the grammar. */
export function recursive(node, view) {
  const common = list(node.SelectStmt?.withClause?.ctes)[0]?.CommonTableExpr;
  return common?.ctename === view ? query(common.ctequery, [view]) : query(node);
}

export function query(node, names = []) {
  const [kind, inner] = unwrap(node);
  if (kind !== 'SelectStmt') {
    return record('Query', {});
  }
  const leftmost = first(inner);
  return record('Query', {
    selected: list(leftmost.targetList).map(item => selected(item.ResTarget.val)),
    reads: reads(new Set([...commonNames(inner), ...names]), inner),
    filtered: isFiltered(inner),
    writes: writes(inner),
  });
}

const first = select => (select.larg ? first(select.larg) : select);
const isFiltered = select => (select.larg ? isFiltered(select.larg) || isFiltered(select.rarg) : select.whereClause !== undefined);

function selected(value) {
  const fields = value.ColumnRef?.fields ?? [];
  return fields.length > 0 && fields.every(field => field.String) ? fields.at(-1).String.sval : '';
}

/** INSERT's VALUES are not read. */
const source = node => (node.selectStmt === undefined || node.selectStmt.SelectStmt.valuesLists ? undefined : withCommon(node));

/** The query of an INSERT, whose WITH stands before the INSERT. */
function withCommon(node) {
  const inner = node.selectStmt.SelectStmt;
  const common = commonNames(node);
  return record('Query', {
    selected: list(first(inner).targetList).map(item => selected(item.ResTarget.val)),
    reads: reads(common, inner, bodies(node)),
    filtered: isFiltered(inner),
    writes: [...writes(node), ...writes(inner)],
  });
}

// --- changes

function assignment({ ResTarget: target }) {
  const several = target.val.MultiAssignRef?.source;
  const value = several ?? target.val;
  return record('Assignment', { column: target.name, value: expression(value) });
}

const where = node => (node.whereClause === undefined ? undefined : `{${hash(node.whereClause)}}`);

/** What is read besides the target, by its own clauses and by its WITH. */
const besides = (node, ...nodes) => reads(commonNames(node), bodies(node), ...nodes);

function copied(node) {
  const client = node.filename === undefined;
  return record('Copy', {
    table: node.relation && relation(node.relation),
    columns: strings(node.attlist),
    from: node.is_from,
    endpoint: node.is_program ? 'PROGRAM' : client ? 'CLIENT' : 'FILE',
  });
}

export const statements = {
  SelectStmt: node => {
    const into = first(node).intoClause;
    return into ? tableFromQuery(into, false, query({ SelectStmt: node })) : record('Select', { query: query({ SelectStmt: node }) });
  },
  InsertStmt: node =>
    record('Insert', {
      table: relation(node.relation),
      columns: list(node.cols).map(item => item.ResTarget.name),
      query: source(node),
      onConflict: node.onConflictClause !== undefined,
      writes: [...writes(node), ...writes(node.selectStmt?.SelectStmt ?? {})],
    }),
  UpdateStmt: node =>
    record('Update', {
      targets: [relation(node.relation)],
      set: list(node.targetList).map(assignment),
      where: where(node),
      reads: besides(node, node.fromClause, node.whereClause, node.targetList),
      writes: writes(node),
    }),
  DeleteStmt: node =>
    record('Delete', {
      targets: [relation(node.relation)],
      where: where(node),
      reads: besides(node, node.usingClause, node.whereClause),
      writes: writes(node),
    }),
  MergeStmt: node => record('Merge', { table: relation(node.relation), reads: besides(node, node.sourceRelation, node.joinCondition, node.mergeWhenClauses), writes: writes(node) }),
  TruncateStmt: node => record('Truncate', { tables: relations(node.relations), cascade: isCascade(node), restartIdentity: node.restart_seqs }),
  CopyStmt: copied,
};
