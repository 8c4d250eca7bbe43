// What is to be known of an expression: a hash of its tree, whatever its spaces and parentheses; its form; the functions it calls.
import { createHash } from 'node:crypto';
import { list, unwrap } from './record.mjs';

const PLACES = new Set(['location', 'list_start', 'list_end', 'rexpr_list_start', 'rexpr_list_end', 'stmt_location', 'stmt_len']);

export function hash(node) {
  const json = JSON.stringify(node, (key, value) => (PLACES.has(key) ? undefined : value));
  return createHash('sha256').update(json).digest('hex').slice(0, 12);
}

export const expression = node => `{${hash(node)} ${form(node)} ${functions(node).join(' ')}}`;

function form(node) {
  const [kind, inner] = unwrap(node);
  switch (kind) {
    case 'TypeCast':
      return form(inner.arg);
    case 'A_Const':
      return inner.isnull ? 'NULL' : 'CONSTANT';
    case 'A_ArrayExpr':
      return list(inner.elements).every(isConstant) ? 'CONSTANT' : 'OTHER';
    case 'RowExpr':
      return list(inner.args).every(isConstant) ? 'CONSTANT' : 'OTHER';
    case 'A_Expr':
      return isSigned(inner) ? form(inner.rexpr) : inner.kind === 'AEXPR_NULLIF' ? 'CALL' : 'OTHER';
    case 'FuncCall':
      return inner.funcformat === 'COERCE_SQL_SYNTAX' && called(inner) === undefined ? 'OTHER' : 'CALL';
    case 'SQLValueFunction':
    case 'CoalesceExpr':
    case 'MinMaxExpr':
      return 'CALL';
    default:
      return 'OTHER';
  }
}

const isConstant = node => ['NULL', 'CONSTANT'].includes(form(node));
const isSigned = expr => expr.kind === 'AEXPR_OP' && expr.lexpr === undefined && ['+', '-'].includes(expr.name[0].String.sval) && isConstant(expr.rexpr);

/** Syntax that becomes a call without a function's name in the text has none. */
function called(call) {
  const name = call.funcname.at(-1).String.sval.toLowerCase();
  if (call.funcformat !== 'COERCE_SQL_SYNTAX') {
    return name;
  }
  const written = { btrim: 'trim', ltrim: 'trim', rtrim: 'trim', extract: 'extract', substring: 'substring', overlay: 'overlay', position: 'position', normalize: 'normalize', xmlexists: 'xmlexists' };
  return written[name];
}

const ALONE = {
  SVFOP_CURRENT_DATE: 'current_date', SVFOP_CURRENT_TIME: 'current_time', SVFOP_CURRENT_TIME_N: 'current_time',
  SVFOP_CURRENT_TIMESTAMP: 'current_timestamp', SVFOP_CURRENT_TIMESTAMP_N: 'current_timestamp', SVFOP_LOCALTIME: 'localtime',
  SVFOP_LOCALTIME_N: 'localtime', SVFOP_LOCALTIMESTAMP: 'localtimestamp', SVFOP_LOCALTIMESTAMP_N: 'localtimestamp',
  SVFOP_CURRENT_ROLE: 'current_role', SVFOP_CURRENT_USER: 'current_user', SVFOP_SESSION_USER: 'session_user',
  SVFOP_CURRENT_CATALOG: 'current_catalog', SVFOP_CURRENT_SCHEMA: 'current_schema', SVFOP_USER: 'user',
};

function functions(node) {
  const found = new Set();
  walk(node, (kind, inner) => {
    if (kind === 'FuncCall') {
      found.add(called(inner));
    } else if (kind === 'SQLValueFunction') {
      found.add(ALONE[inner.op]);
    } else if (kind === 'CoalesceExpr') {
      found.add('coalesce');
    } else if (kind === 'MinMaxExpr') {
      found.add(inner.op === 'IS_LEAST' ? 'least' : 'greatest');
    } else if (kind === 'A_Expr' && inner.kind === 'AEXPR_NULLIF') {
      found.add('nullif');
    }
    return true;
  });
  found.delete(undefined);
  return [...found].sort();
}

/** Every node at and below this one, from the outside in; visit returns whether to go on below it. */
export function walk(node, visit) {
  if (Array.isArray(node)) {
    node.forEach(item => walk(item, visit));
  } else if (node !== null && typeof node === 'object') {
    for (const [key, value] of Object.entries(node)) {
      if (!/^[A-Z]/.test(key) || visit(key, value)) {
        walk(value, visit);
      }
    }
  }
}
